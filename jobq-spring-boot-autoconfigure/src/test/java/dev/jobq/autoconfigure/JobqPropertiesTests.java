package dev.jobq.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.autoconfigure.JobqProperties.Durability;
import dev.jobq.store.TopicRules.Order;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

class JobqPropertiesTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner().withUserConfiguration(Enabled.class);

    @Test
    void defaultsAreThoseOfTheDocumentation() {
        runner.run(context -> {
            JobqProperties properties = context.getBean(JobqProperties.class);
            assertThat(properties.enabled()).isTrue();
            assertThat(properties.store()).isEqualTo(StoreKind.AUTO);
            assertThat(properties.system()).isEqualTo("jobq");
            assertThat(properties.sqlite()).isEqualTo(new JobqProperties.Sqlite("jobq.db", Durability.FULL));
            assertThat(properties.worker().enabled()).isTrue();
            assertThat(properties.worker().topics()).isEmpty();
            assertThat(properties.worker().lease()).isEqualTo(Duration.ofSeconds(15));
            assertThat(properties.pollInterval()).isEqualTo(Duration.ofSeconds(5));
            assertThat(properties.topics()).isEmpty();
            assertThat(properties.web().enabled()).isFalse();
        });
    }

    @Test
    void everyKeyOfATopicIsBound() {
        runner.withPropertyValues(
                        "jobq.topics.emails.concurrency=3",
                        "jobq.topics.emails.prefetch=7",
                        "jobq.topics.emails.rank=-1",
                        "jobq.topics.emails.order=fifo",
                        "jobq.topics.emails.max-queued=500",
                        "jobq.topics.emails.global-concurrency=8",
                        "jobq.topics.emails.rate-limit=100/1m",
                        "jobq.topics.emails.per-key.concurrency=2",
                        "jobq.topics.emails.per-key.rate-limit=5/1s",
                        "jobq.topics.emails.max-attempts=5",
                        "jobq.topics.emails.max-crashes=2",
                        "jobq.topics.emails.backoff.strategy=linear",
                        "jobq.topics.emails.backoff.base=2s",
                        "jobq.topics.emails.backoff.max=1m",
                        "jobq.topics.emails.backoff.jitter=0.5",
                        "jobq.topics.emails.timeout=30s",
                        "jobq.topics.emails.on-timeout=discard",
                        "jobq.topics.emails.on-success=delete",
                        "jobq.topics.emails.retention.completed=1d",
                        "jobq.topics.emails.retention.discarded=2d",
                        "jobq.topics.emails.retention.cancelled=3d",
                        "jobq.topics.emails.retention.events-per-job=50",
                        "jobq.topics.emails.retention.max-rows=1000")
                .run(context -> assertThat(
                                context.getBean(JobqProperties.class).topics().get("emails"))
                        .isEqualTo(new TopicProperties(
                                3,
                                7,
                                -1,
                                Order.FIFO,
                                500,
                                8,
                                "100/1m",
                                new TopicProperties.PerKey(2, "5/1s"),
                                5,
                                2,
                                new TopicProperties.Backoff(
                                        "linear", Duration.ofSeconds(2), Duration.ofMinutes(1), 0.5),
                                Duration.ofSeconds(30),
                                TopicProperties.OnTimeout.DISCARD,
                                TopicProperties.OnSuccess.DELETE,
                                new TopicProperties.Retention(
                                        Duration.ofDays(1), Duration.ofDays(2), Duration.ofDays(3), 50, 1_000L))));
    }

    @ParameterizedTest
    @CsvSource({
        "jobq.pol-interval, 3s",
        "jobq.worker.leese, 3s",
        "jobq.topics.emails.concurency, 3",
        "jobq.topics.emails.backoff.strateggy, none",
        "jobq.defaults.retention.complete, 1d"
    })
    void unknownKeysStopTheStartAndAreNamed(String key, String value) {
        assertThat(explained(key + "=" + value)).contains(key).contains(value);
    }

    @ParameterizedTest
    @CsvSource({
        "jobq.topics.emails.concurrency, -1, at least 1",
        "jobq.topics.emails.concurrency, 0, at least 1",
        "jobq.topics.emails.concurrency, many, Integer",
        "jobq.topics.emails.max-queued, 0, at least 1",
        "jobq.topics.emails.max-queued, -5, at least 1",
        "jobq.topics.emails.global-concurrency, 0, at least 1",
        "jobq.topics.emails.global-concurrency, -8, at least 1",
        "jobq.topics.emails.rate-limit, abc, give one like 100/1s",
        "jobq.topics.emails.rate-limit, 100/0s, from a millisecond",
        "jobq.topics.emails.rate-limit, 0/1s, give 1 or more",
        "jobq.topics.emails.rate-limit, -1/1s, give one like 100/1s",
        "jobq.defaults.per-key.concurrency, 0, at least 1",
        "jobq.topics.emails.per-key.rate-limit, 5, give one like 100/1s",
        "jobq.defaults.max-attempts, 0, at least 1",
        "jobq.topics.emails.max-crashes, 0, at least 1",
        "jobq.defaults.backoff.jitter, 1.5, between 0 and 1",
        "jobq.defaults.backoff.base, -1s, must not be negative",
        "jobq.topics.emails.retention.discarded, -1d, must not be negative",
        "jobq.topics.emails.on-timeout, explode, OnTimeout",
        "jobq.topics.emails.timeout, 0s, longer than zero",
        "jobq.worker.lease, 0s, longer than zero",
        "jobq.worker.heartbeat, 8s, at most half of jobq.worker.lease",
        "jobq.worker.heartbeat, 15s, at most half of jobq.worker.lease",
        "jobq.poll-interval, -1s, longer than zero",
        "jobq.system, My Jobs, lower-case",
        "jobq.store, mysql, StoreKind",
        "jobq.max-payload, 0B, between 1B and 2GB",
        "jobq.max-result, 0B, between 1B and 2GB",
        "jobq.topics.emails.retention.max-rows, -1, at least 0",
        "jobq.web.path, jobs, begin with a slash"
    })
    void badValuesStopTheStartAndAreNamed(String key, String value, String reason) {
        assertThat(explained(key + "=" + value))
                .contains(key)
                .containsIgnoringCase(value.replace("-1d", "PT-24H"))
                .contains(reason);
    }

    @Test
    void everyBadValueIsToldAtOnce() {
        assertThat(explained("jobq.defaults.concurrency=-2", "jobq.topics.[a b].max-attempts=-3"))
                .contains("jobq.defaults.concurrency")
                .contains("jobq.topics[a b].max-attempts");
    }

    private String explained(String... properties) {
        String[] text = new String[1];
        runner.withPropertyValues(properties).run(context -> {
            assertThat(context).hasFailed();
            text[0] = Failures.explain(context.getStartupFailure());
        });
        return text[0];
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(JobqProperties.class)
    static class Enabled {}
}
