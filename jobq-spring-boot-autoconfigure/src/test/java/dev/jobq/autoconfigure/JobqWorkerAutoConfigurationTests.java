package dev.jobq.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobQueue;
import dev.jobq.JobStatus;
import dev.jobq.autoconfigure.JobqAutoConfigurationTests.Everything;
import dev.jobq.autoconfigure.JobqAutoConfigurationTests.Greet;
import dev.jobq.autoconfigure.JobqAutoConfigurationTests.Greeting;
import dev.jobq.engine.EngineSettings;
import dev.jobq.engine.JobEngine;
import dev.jobq.engine.TopicSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/** Which handlers are found, and what the engine is told of their topics. */
class JobqWorkerAutoConfigurationTests {

    @TempDir
    Path directory;

    private ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withUserConfiguration(Everything.class)
                .withPropertyValues("jobq.sqlite.path=" + directory.resolve("jobq.db"));
    }

    @Test
    void aProducerEnqueuesAndRunsNothing() {
        runner().withUserConfiguration(Greeting.class)
                .withPropertyValues("jobq.worker.enabled=false")
                .run(context -> {
                    assertThat(context).doesNotHaveBean(JobEngine.class);
                    JobQueue queue = context.getBean(JobQueue.class);
                    JobId id = queue.enqueue(new Greet("Ada"));
                    assertThat(queue.get(id).orElseThrow().status()).isEqualTo(JobStatus.AVAILABLE);
                });
    }

    @Test
    void configuredTopicsReachTheEngine() {
        runner().withUserConfiguration(Greeting.class)
                .withPropertyValues(
                        "jobq.defaults.max-attempts=7",
                        "jobq.topics.greetings.concurrency=3",
                        "jobq.topics.greetings.backoff.strategy=mine",
                        "jobq.topics.unserved.concurrency=3",
                        "jobq.worker.shutdown-grace=1s")
                .withBean("mine", dev.jobq.Backoff.class, () -> failures -> java.time.Duration.ofDays(failures))
                .run(context -> {
                    List<TopicSettings> topics =
                            context.getBean(EngineSettings.class).topics();
                    assertThat(topics).extracting(TopicSettings::name).containsExactly("greetings");
                    assertThat(topics.get(0).concurrency()).isEqualTo(3);
                    assertThat(topics.get(0).prefetch()).isEqualTo(1000);
                    assertThat(topics.get(0).retries().maxAttempts()).isEqualTo(7);
                    assertThat(topics.get(0).retries().backoff().delay(2)).hasDays(2);
                });
    }

    @Test
    void topicsAreServedInOrderOfRankThenAsListed() {
        runner().withUserConfiguration(Many.class)
                .withPropertyValues("jobq.worker.topics=c,a,b,c", "jobq.topics.b.rank=-1")
                .run(context -> assertThat(context.getBean(EngineSettings.class).topics())
                        .extracting(TopicSettings::name)
                        .containsExactly("b", "c", "a"));
    }

    @Test
    void lazyHandlersAreFound() {
        runner().withUserConfiguration(LazyGreeting.class).run(context -> {
            JobQueue queue = context.getBean(JobQueue.class);
            JobId id = queue.enqueue(new Greet("Ada"));
            await().until(() -> queue.get(id).orElseThrow().status() == JobStatus.COMPLETED);
        });
    }

    @Test
    void lazyBeansWithoutHandlersAreNotMade() {
        Unwanted.made.set(0);
        runner().withUserConfiguration(Greeting.class, Unwanted.class)
                .run(context -> assertThat(Unwanted.made).hasValue(0));
    }

    @Test
    void aHandlerMayInjectTheQueue() {
        runner().withUserConfiguration(Chain.class).run(context -> {
            assertThat(context).hasNotFailed();
            context.getBean(JobQueue.class).enqueue("first", null);
            await().untilAtomic(context.getBean(Chain.class).ended, org.hamcrest.Matchers.is(1));
        });
    }

    @Lazy
    @Configuration(proxyBeanMethods = false)
    static class LazyGreeting extends Greeting {}

    @Configuration(proxyBeanMethods = false)
    static class Many {

        @JobHandler(topic = "a")
        void a() {}

        @JobHandler(topic = "b")
        void b() {}

        @JobHandler(topic = "c")
        void c() {}

        @JobHandler(topic = "d")
        void d() {}
    }

    @Configuration(proxyBeanMethods = false)
    static class Chain {

        private final JobQueue queue;
        final AtomicInteger ended = new AtomicInteger();

        Chain(JobQueue queue) {
            this.queue = queue;
        }

        @JobHandler(topic = "first")
        void first() {
            queue.enqueue("second", null);
        }

        @JobHandler(topic = "second")
        void second() {
            ended.incrementAndGet();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Unwanted {

        static final AtomicInteger made = new AtomicInteger();

        @Bean
        @Lazy
        StringBuilder plain() {
            made.incrementAndGet();
            return new StringBuilder();
        }
    }
}
