package dev.jobq.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobQueue;
import dev.jobq.JobStatus;
import dev.jobq.NewJob;
import dev.jobq.Topics;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

/** What docs/topics.md shows and says. */
class TopicsExampleTests {

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withUserConfiguration(Everything.class)
            .withPropertyValues(
                    "jobq.sqlite.path=:memory:", "spring.application.name=shop", "jobq.topics.mails.concurrency=1")
            .withBean(Handlers.class);

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Everything {}

    static class Handlers {

        @JobHandler(topic = "mails", type = "mail")
        void send(String mail) {}
    }

    static class AcmesHandlers {

        @JobHandler(topic = "mails-of-acme", type = "mail")
        void send(String mail) {}
    }

    @Test
    void pauseResumeConcurrencyDrainAndWhy() {
        application.run(context -> {
            JobQueue jobQueue = context.getBean(JobQueue.class);
            Topics topics = context.getBean(Topics.class);
            await().until(() -> !topics.get("mails").orElseThrow().workers().isEmpty());

            assertThat(topics.by("ada").pause("mails")).isTrue();
            JobId job = jobQueue.enqueue(NewJob.of("mails", "hello").type("mail"));
            assertThat(topics.why(job).reason().text()).startsWith("Its topic has been paused by ada since");

            topics.resume("mails");
            await().until(() -> jobQueue.get(job).orElseThrow().status() == JobStatus.COMPLETED);

            topics.concurrency("mails", 2);
            assertThat(topics.get("mails").orElseThrow().workers().get(0).configured())
                    .isEqualTo(1);
            assertThat(topics.get("mails").orElseThrow().workers().get(0).concurrency())
                    .isEqualTo(2);
            assertThat(topics.resetConcurrency("mails")).isTrue();

            topics.drain("mails", Duration.ofMinutes(5)).get();
            assertThat(topics.utilisation("mails").running()).isZero();
            assertThat(topics.get("mails").orElseThrow().pause().by()).isEqualTo("shop");
        });
    }

    @Test
    void aTopicMadeAtRunTimeTakesJobsThatWaitForAWorker() {
        application.run(context -> {
            Topics topics = context.getBean(Topics.class);
            assertThat(topics.create("mails-of-acme")).isTrue();
            assertThat(topics.create("mails-of-acme")).isFalse();

            JobId job = context.getBean(JobQueue.class).enqueue("mails-of-acme", "hello");

            assertThat(topics.why(job).reason().code()).isEqualTo("no-worker");
            assertThat(topics.depth("mails-of-acme")).containsEntry(JobStatus.AVAILABLE, 1L);
            assertThat(topics.names()).contains("mails-of-acme");
        });
    }

    @Test
    void aWorkerThatComesLaterRunsTheJobsOfATopicMadeAtRunTime(@TempDir Path directory) {
        String path = "jobq.sqlite.path=" + directory.resolve("jobq.db");
        application.withPropertyValues(path).run(context -> {
            Topics topics = context.getBean(Topics.class);
            JobQueue jobQueue = context.getBean(JobQueue.class);
            topics.create("mails-of-acme");
            JobId job = jobQueue.enqueue(NewJob.of("mails-of-acme", "hello").type("mail"));
            assertThat(topics.why(job).reason().code()).isEqualTo("no-worker");

            // Of the same application, with a handler more; the one that enqueued goes on as it was.
            application
                    .withPropertyValues(path)
                    .withBean(AcmesHandlers.class)
                    .run(worker ->
                            await().until(() -> jobQueue.get(job).orElseThrow().status() == JobStatus.COMPLETED));
        });
    }
}
