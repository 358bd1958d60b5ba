package dev.jobq.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.JobExplanation;
import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobQueue;
import dev.jobq.JobStatus;
import dev.jobq.NewJob;
import dev.jobq.Topics;
import dev.jobq.WhyNot;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

/** The examples of docs/why.md. */
class WhyExampleTests {

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withUserConfiguration(Everything.class)
            .withPropertyValues("jobq.sqlite.path=:memory:")
            .withBean(Handlers.class);

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Everything {}

    static class Handlers {
        @JobHandler(topic = "mails")
        void send(String mail) {}
    }

    @Test
    void aPausedTopicIsNamedAndBySomeProgramResumed() {
        application.run(context -> {
            JobQueue jobQueue = context.getBean(JobQueue.class);
            Topics topics = context.getBean(Topics.class);
            await().until(() -> !topics.get("mails").orElseThrow().workers().isEmpty());
            topics.by("ada").pause("mails");
            jobQueue.enqueue("mails", "one");
            JobId behind = jobQueue.enqueue("mails", "another");
            JobExplanation why = topics.why(behind);
            assertThat(why.reason().code()).isEqualTo("topic-paused");
            assertThat(why.reason().text())
                    .startsWith("Its topic has been paused by ada since")
                    .endsWith("; resume it.");
            assertThat(why.toString()).startsWith(why.reason().text());
            if (why.reason() instanceof WhyNot.TopicPaused paused) {
                topics.by("bob").resume("mails");
                assertThat(paused.by()).isEqualTo("ada");
            }
            await().until(() -> jobQueue.get(behind).orElseThrow().status() == JobStatus.COMPLETED);
            assertThat(topics.why(behind).reason().code()).isEqualTo("ended");
        });
    }

    @Test
    void whatItWaitsForIsToldOfEachJob() {
        application.run(context -> {
            JobQueue jobQueue = context.getBean(JobQueue.class);
            Topics topics = context.getBean(Topics.class);
            JobId later = jobQueue.enqueue(NewJob.of("mails", "later").delay(Duration.ofHours(1)));
            assertThat(topics.why(later).reason().code()).isEqualTo("waits-until");
            assertThat(topics.why(new JobId(4711)).reason().code()).isEqualTo("unknown");
        });
    }
}
