package dev.jobq.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobQueue;
import dev.jobq.JobStatus;
import dev.jobq.NewJob;
import dev.jobq.store.JobStore;
import dev.jobq.store.NodeView;
import dev.jobq.store.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Handlers that take every connection of the application's pool, and more. */
@Timeout(120)
class PoolExhaustionTests {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    static class Greedy {
        final CountDownLatch release = new CountDownLatch(1);
        final AtomicInteger holding = new AtomicInteger();
        private final DataSource dataSource;

        Greedy(DataSource dataSource) {
            this.dataSource = dataSource;
        }

        @JobHandler(topic = "greedy", type = "greedy")
        void take() throws SQLException, InterruptedException {
            try (Connection connection = dataSource.getConnection()) {
                assertThat(connection.isValid(1)).isTrue();
                holding.incrementAndGet();
                release.await();
            }
        }

        @JobHandler(topic = "modest", type = "modest")
        void work() {}
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theEngineGoesOnWithConnectionsOfItsOwn(boolean isPostgres) {
        new ApplicationContextRunner()
                .withUserConfiguration(Application.class)
                .withPropertyValues(properties(isPostgres))
                .run(context -> {
                    JobQueue queue = context.getBean(JobQueue.class);
                    JobStore store = context.getBean(JobStore.class);
                    Greedy greedy = context.getBean(Greedy.class);
                    List<JobId> taking = new ArrayList<>();
                    for (int i = 0; i < 4; i++) {
                        taking.add(queue.enqueue(NewJob.of("greedy", i).type("greedy")));
                    }
                    await().atMost(SOON).until(() -> greedy.holding.get() == 2);
                    NodeView before = store.reader().workers().get(0);

                    for (int i = 0; i < 20; i++) {
                        JobId id = queue.enqueue(NewJob.of("modest", i).type("modest"));
                        await().atMost(SOON)
                                .until(() -> queue.get(id).orElseThrow().status() == JobStatus.COMPLETED);
                    }
                    // Longer than the lease.
                    await().atMost(SOON)
                            .until(() -> store.reader()
                                    .workers()
                                    .get(0)
                                    .lastSeenAt()
                                    .isAfter(before.lastSeenAt().plusSeconds(3)));
                    assertThat(store.reader().workers().get(0).worker()).isEqualTo(before.worker());

                    greedy.release.countDown();
                    for (JobId id : taking) {
                        await().atMost(SOON)
                                .until(() -> queue.get(id).orElseThrow().status() == JobStatus.COMPLETED);
                        assertThat(queue.get(id).orElseThrow().attempt()).isEqualTo(1);
                    }
                });
    }

    private String[] properties(boolean isPostgres) {
        String url = "jdbc:sqlite:" + directory.resolve("shop.db");
        if (isPostgres) {
            TestPostgres.create("pool_exhausted");
            url = TestPostgres.url("pool_exhausted");
        }
        return new String[] {
            "spring.datasource.url=" + url,
            "spring.datasource.hikari.maximum-pool-size=2",
            "spring.flyway.enabled=false",
            "jobq.topics.greedy.concurrency=4",
            "jobq.worker.lease=2s",
            "jobq.worker.heartbeat=500ms"
        };
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @Bean
        Greedy greedy(DataSource dataSource) {
            return new Greedy(dataSource);
        }
    }
}
