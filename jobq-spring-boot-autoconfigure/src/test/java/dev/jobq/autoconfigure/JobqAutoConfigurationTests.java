package dev.jobq.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.Enqueuer;
import dev.jobq.JobEvent;
import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobListener;
import dev.jobq.JobQueue;
import dev.jobq.JobStatus;
import dev.jobq.JobTypes;
import dev.jobq.JsonCodec;
import dev.jobq.actuate.JobqEndpoint;
import dev.jobq.actuate.JobqHealthIndicator;
import dev.jobq.actuate.JobqMetrics;
import dev.jobq.engine.JobEngine;
import dev.jobq.store.JobStore;
import dev.jobq.store.TopicRegistry;
import dev.jobq.store.TopicRules.Order;
import dev.jobq.web.EventStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.info.GitProperties;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

class JobqAutoConfigurationTests {

    @TempDir
    Path directory;

    private ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withUserConfiguration(Everything.class)
                .withPropertyValues("jobq.sqlite.path=" + directory.resolve("jobq.db"));
    }

    @Test
    void withNothingConfiguredJobsRunOnAnEmbeddedDatabase() {
        runner().withUserConfiguration(Greeting.class).run(context -> {
            assertThat(context).hasNotFailed().hasSingleBean(JobQueue.class).hasSingleBean(JobEngine.class);
            JobQueue queue = context.getBean(JobQueue.class);

            JobId id = queue.enqueue(new Greet("Ada"));

            await().until(() -> queue.get(id).orElseThrow().status() == JobStatus.COMPLETED);
            assertThat(queue.get(id).orElseThrow().result().as(String.class)).isEqualTo("Hello Ada");
            assertThat(directory.resolve("jobq.db")).exists();
        });
    }

    @Test
    void aWorkerDeclaresTheRulesOfItsTopicsAndOthersFollowThem() {
        runner().withUserConfiguration(Greeting.class)
                .withPropertyValues("jobq.defaults.order=time", "jobq.topics.letters.order=fifo")
                .run(context -> assertThat(orders(context)).containsExactly(Order.TIME, Order.FIFO, Order.PRIORITY));
        runner().withPropertyValues("jobq.worker.enabled=false", "jobq.topics.letters.order=key")
                .run(context -> assertThat(orders(context)).containsExactly(Order.TIME, Order.FIFO, Order.PRIORITY));
        runner().withUserConfiguration(Greeting.class)
                .run(context ->
                        assertThat(orders(context)).containsExactly(Order.PRIORITY, Order.FIFO, Order.PRIORITY));
    }

    private static List<Order> orders(ApplicationContext context) {
        TopicRegistry topics = context.getBean(JobStore.class).topics();
        return Stream.of("greetings", "letters", "others")
                .map(topic -> topics.rules(topic).order())
                .toList();
    }

    @Test
    void theEmbeddedDatabaseIsTheApplicationsToo() {
        runner().run(context -> {
            assertThat(context).hasSingleBean(DataSource.class).hasSingleBean(PlatformTransactionManager.class);
            JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
            assertThat(jdbc.queryForObject("PRAGMA journal_mode", String.class)).isEqualTo("wal");
            assertThat(jdbc.queryForObject("PRAGMA synchronous", Integer.class)).isEqualTo(2);
            jdbc.execute("CREATE TABLE mine (n INTEGER)");
        });
    }

    @Test
    void inMemoryWorksTooAndLeavesNothing() {
        runner().withUserConfiguration(Greeting.class)
                .withPropertyValues("jobq.sqlite.path=:memory:")
                .run(context -> {
                    JobQueue queue = context.getBean(JobQueue.class);
                    JobId id = queue.enqueue(new Greet("Ada"));
                    await().until(() -> queue.get(id).orElseThrow().status() == JobStatus.COMPLETED);
                    assertThat(directory.resolve("jobq.db")).doesNotExist();
                });
    }

    @Test
    void switchedOffNothingIsThere() {
        runner().withPropertyValues(
                        "jobq.enabled=false", "spring.datasource.url=jdbc:sqlite:" + directory.resolve("app.db"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(JobQueue.class)
                        .doesNotHaveBean(JobStore.class)
                        .doesNotHaveBean(JobEngine.class)
                        .doesNotHaveBean(JobqHealthIndicator.class));
    }

    @Test
    void theUsersOwnBeansAreUsed() {
        runner().withUserConfiguration(Own.class).run(context -> {
            assertThat(context).hasNotFailed().hasSingleBean(Enqueuer.class).hasSingleBean(JsonCodec.class);
            assertThat(context.getBean(Enqueuer.class)).isSameAs(context.getBean("mine"));
            assertThat(context.getBean(JobQueue.class)).isSameAs(context.getBean("myQueue"));
        });
    }

    @Test
    void listenersAndApplicationListenersHearEveryEventOnceItCanBeRead() {
        runner().withUserConfiguration(Greeting.class, Listening.class).run(context -> {
            Listening listening = context.getBean(Listening.class);
            JobId id = context.getBean(JobQueue.class).enqueue(new Greet("Ada"));
            await().untilAsserted(() -> assertThat(listening.asListener)
                    .filteredOn(event -> event.job().id().equals(id))
                    .extracting(JobEvent::type)
                    .contains(JobEvent.Type.CREATED, JobEvent.Type.STARTED, JobEvent.Type.COMPLETED));
            await().untilAsserted(() -> assertThat(listening.asApplicationEvent).isEqualTo(listening.asListener));
            assertThat(listening.unreadable).isEmpty();
        });
    }

    @Test
    void jobsTellWhoEnqueuedThem() {
        runner().withPropertyValues("spring.application.name=shop", "jobq.worker.enabled=false")
                .withUserConfiguration(Greeting.class, Built.class)
                .run(context -> {
                    JobQueue queue = context.getBean(JobQueue.class);
                    Enqueuer enqueuer = queue.get(queue.enqueue(new Greet("Ada")))
                            .orElseThrow()
                            .enqueuedBy();
                    assertThat(enqueuer.application()).isEqualTo("shop");
                    assertThat(enqueuer.version()).isEqualTo("1.2.3");
                    assertThat(enqueuer.commit()).isEqualTo("abcdef");
                    assertThat(enqueuer.repository()).isEqualTo("https://git.example.org/shop.git");
                    assertThat(enqueuer.process().pid())
                            .isEqualTo(ProcessHandle.current().pid());
                });
    }

    @Test
    void healthAndMetricsAreThereAndCanBeSwitchedOff() {
        runner().withBean(io.micrometer.core.instrument.simple.SimpleMeterRegistry.class)
                .run(context -> assertThat(context)
                        .hasSingleBean(JobqHealthIndicator.class)
                        .hasSingleBean(JobqMetrics.class));
        runner().withPropertyValues("management.health.jobq.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(JobqHealthIndicator.class));
    }

    @Test
    void theEndpointIsThereWhenExposed() {
        runner().withPropertyValues("management.endpoints.jmx.exposure.include=")
                .run(context -> assertThat(context).doesNotHaveBean(JobqEndpoint.class));
        new WebApplicationContextRunner()
                .withUserConfiguration(Everything.class)
                .withPropertyValues("jobq.sqlite.path=:memory:", "management.endpoints.web.exposure.include=jobq")
                .run(context -> assertThat(context).hasSingleBean(JobqEndpoint.class));
    }

    @Test
    void theEventStreamIsOffUntilSwitchedOn() {
        WebApplicationContextRunner web = new WebApplicationContextRunner()
                .withUserConfiguration(Everything.class)
                .withPropertyValues("jobq.sqlite.path=:memory:");
        web.run(context -> assertThat(context).doesNotHaveBean(EventStream.class));
        web.withPropertyValues("jobq.web.enabled=true")
                .run(context -> assertThat(context).hasSingleBean(EventStream.class));
        web.withPropertyValues("jobq.web.enabled=true")
                .withClassLoader(new FilteredClassLoader(SseEmitter.class))
                .run(context -> assertThat(context).doesNotHaveBean("jobqEventStream"));
        runner().withPropertyValues("jobq.web.enabled=true")
                .run(context -> assertThat(context).doesNotHaveBean(EventStream.class));
    }

    record Greet(String name) {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Everything {}

    @Configuration(proxyBeanMethods = false)
    static class Greeting {

        @JobHandler(topic = "greetings")
        String greet(Greet greet) {
            return "Hello " + greet.name();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Listening {

        final List<JobEvent> asListener = new CopyOnWriteArrayList<>();
        final List<JobEvent> asApplicationEvent = new CopyOnWriteArrayList<>();
        final List<JobEvent> unreadable = new CopyOnWriteArrayList<>();

        @Bean
        JobListener failing() {
            return event -> {
                throw new IllegalStateException("wanted");
            };
        }

        @Bean
        JobListener listener(JobQueue queue) {
            return event -> {
                asListener.add(event);
                if (queue.get(event.job().id()).isEmpty()) {
                    unreadable.add(event);
                }
            };
        }

        @EventListener
        void on(JobEvent event) {
            asApplicationEvent.add(event);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Own {

        @Bean
        Enqueuer mine() {
            return new Enqueuer(new ProcessIds().get(), "mine", null, null, null);
        }

        @Bean
        JobQueue myQueue(JobStore store, dev.jobq.event.EventHub events, JobTypes types, JsonCodec codec) {
            return new dev.jobq.queue.StoreJobQueue(
                    store, events, types, codec, dev.jobq.queue.Admission.OPEN, () -> {});
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Built {

        @Bean
        BuildProperties build() {
            Properties properties = new Properties();
            properties.setProperty("version", "1.2.3");
            return new BuildProperties(properties);
        }

        @Bean
        GitProperties git() {
            Properties properties = new Properties();
            properties.setProperty("commit.id", "abcdef");
            properties.setProperty("remote.origin.url", "https://robot:secret@git.example.org/shop.git");
            return new GitProperties(properties);
        }
    }
}
