package dev.jobq.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobQueue;
import dev.jobq.JobStatus;
import dev.jobq.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

/** The examples of docs/retention.md. */
@Timeout(120)
class RetentionExampleTests {

    @TempDir
    Path directory;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Everything {}

    static class Handlers {
        @JobHandler(topic = "mails")
        void send(String mail) {}

        @JobHandler(topic = "pings")
        void ping(String host) {}

        @JobHandler(topic = "reports")
        void report(String name) {}
    }

    /** Deleting is done once a minute, and when a worker starts. */
    @Test
    void theNewestStayAndWhatIsToBeDeletedOnSuccessDoesNot() throws Exception {
        List<JobId> mails = new ArrayList<>();
        application().run(context -> {
            JobQueue jobQueue = context.getBean(JobQueue.class);
            for (int i = 0; i < 5; i++) {
                JobId id = jobQueue.enqueue("mails", "mail " + i);
                jobQueue.await(id, Duration.ofSeconds(30));
                mails.add(id);
            }
            JobId ping = jobQueue.enqueue("pings", "localhost");
            assertThat(jobQueue.await(ping, Duration.ofSeconds(30)).isCompleted())
                    .isTrue();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> jobQueue.get(ping).isEmpty());
        });
        application().run(context -> {
            JobQueue jobQueue = context.getBean(JobQueue.class);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> jobQueue.get(mails.get(1)).isEmpty());
            assertThat(jobQueue.get(mails.get(0))).isEmpty();
            assertThat(mails.subList(2, 5)).allMatch(id -> jobQueue.get(id).isPresent());
        });
    }

    @Test
    void anOperatorDeletesWhatIsOldAtOnce() {
        application().run(context -> {
            JobQueue jobQueue = context.getBean(JobQueue.class);
            Topics topics = context.getBean(Topics.class);
            jobQueue.await(jobQueue.enqueue("reports", "today"), Duration.ofSeconds(30));
            int deleted = topics.by("ada").purge("reports", Duration.ofDays(1));
            assertThat(deleted).isZero();
            assertThat(topics.purge("reports", Duration.ZERO)).isEqualTo(1);
            assertThat(topics.depth("reports").getOrDefault(JobStatus.COMPLETED, 0L))
                    .isZero();
        });
    }

    private ApplicationContextRunner application() {
        return new ApplicationContextRunner()
                .withUserConfiguration(Everything.class)
                .withPropertyValues(
                        "jobq.sqlite.path=" + directory.resolve("jobq.db"),
                        "jobq.topics.mails.retention.completed=1d",
                        "jobq.topics.mails.retention.max-rows=3",
                        "jobq.topics.pings.on-success=delete")
                .withBean(Handlers.class);
    }
}
