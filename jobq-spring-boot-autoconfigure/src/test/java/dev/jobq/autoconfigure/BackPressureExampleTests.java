package dev.jobq.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jobq.EnqueueResult;
import dev.jobq.JobQuery;
import dev.jobq.JobQueue;
import dev.jobq.JobType;
import dev.jobq.NewJob;
import dev.jobq.QueueFullException;
import dev.jobq.Topics;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;

/** The examples of docs/back-pressure.md. */
class BackPressureExampleTests {

    private static final Logger log = LoggerFactory.getLogger(BackPressureExampleTests.class);

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withUserConfiguration(Shop.class)
            .withPropertyValues("jobq.sqlite.path=:memory:", "jobq.topics.thumbnails.max-queued=3");

    @Test
    void aFullTopicTakesNoMore() {
        runner.run(context -> {
            JobQueue jobQueue = context.getBean(JobQueue.class);
            for (int i = 0; i < 3; i++) {
                jobQueue.enqueue(new Thumbnail(i));
            }
            assertThatExceptionOfType(QueueFullException.class)
                    .isThrownBy(() -> jobQueue.enqueue(new Thumbnail(7)))
                    .withMessageContaining("'thumbnails'")
                    .withMessageContaining("3 jobs")
                    .withMessageContaining("jobq.topics.thumbnails.max-queued")
                    .satisfies(ex -> assertThat(ex.limit()).isEqualTo(3));
            EnqueueResult result = jobQueue.tryEnqueue(NewJob.of(new Thumbnail(8)));
            assertThat(result.kind()).isEqualTo(EnqueueResult.Kind.FULL);
            assertThat(result.id()).isNull();
            jobQueue.cancel(jobQueue.find(JobQuery.all(), 1).get(0).id());
            assertThatExceptionOfType(QueueFullException.class)
                    .isThrownBy(() ->
                            jobQueue.enqueueAll(List.of(NewJob.of(new Thumbnail(9)), NewJob.of(new Thumbnail(10)))));
            assertThat(jobQueue.tryEnqueue(NewJob.of(new Thumbnail(8))).isCreated())
                    .isTrue();
        });
    }

    @Test
    void whoEnqueuesIsTold() {
        runner.run(context -> {
            JobQueue jobQueue = context.getBean(JobQueue.class);
            List<String> told = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                jobQueue.enqueue(new Thumbnail(i));
            }
            try {
                jobQueue.enqueue(new Thumbnail(7));
            } catch (QueueFullException ex) {
                log.warn(ex.getMessage());
                told.add(ex.topic() + ex.limit());
            }

            EnqueueResult result = jobQueue.tryEnqueue(NewJob.of(new Thumbnail(8)));
            if (result.kind() == EnqueueResult.Kind.FULL) {
                told.add("full");
            }
            assertThat(told).containsExactly("thumbnails3", "full");
        });
    }

    @Test
    void operatorsMakeItWiderWhileItRuns() {
        runner.run(context -> {
            JobQueue jobQueue = context.getBean(JobQueue.class);
            Topics topics = context.getBean(Topics.class);
            for (int i = 0; i < 3; i++) {
                jobQueue.enqueue(new Thumbnail(i));
            }
            topics.maxQueued("thumbnails", 500);
            jobQueue.enqueue(new Thumbnail(3));
            topics.resetMaxQueued("thumbnails");
            assertThat(jobQueue.tryEnqueue(NewJob.of(new Thumbnail(4))).kind()).isEqualTo(EnqueueResult.Kind.FULL);
        });
    }

    @Test
    void theExceptionRollsTheTransactionBack() {
        runner.run(context -> {
            Shop shop = context.getBean(Shop.class);
            for (int i = 0; i < 3; i++) {
                shop.upload(i);
            }
            assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> shop.upload(7));
            JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
            assertThat(jdbc.queryForObject("SELECT count(*) FROM picture", Integer.class))
                    .isEqualTo(3);
        });
    }

    @Configuration(proxyBeanMethods = true)
    @EnableAutoConfiguration
    static class Shop {

        private final JobQueue jobQueue;
        private final JdbcTemplate jdbc;

        Shop(@org.springframework.context.annotation.Lazy JobQueue jobQueue, JdbcTemplate jdbc) {
            this.jobQueue = jobQueue;
            this.jdbc = jdbc;
            jdbc.execute("CREATE TABLE picture (number INTEGER)");
        }

        @Transactional
        public void upload(int number) {
            jdbc.update("INSERT INTO picture VALUES (?)", number);
            jobQueue.enqueue(new Thumbnail(number));
        }
    }

    @JobType(topic = "thumbnails")
    record Thumbnail(int picture) {}
}
