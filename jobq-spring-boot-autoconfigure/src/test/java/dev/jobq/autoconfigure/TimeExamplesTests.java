package dev.jobq.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.JobContext;
import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobQuery;
import dev.jobq.JobQueue;
import dev.jobq.JobStatus;
import dev.jobq.Misfire;
import dev.jobq.NewJob;
import dev.jobq.NewSchedule;
import dev.jobq.RecurringJob;
import dev.jobq.RecurringJobs;
import dev.jobq.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.stereotype.Component;

/** The examples of docs/recurring.md and docs/time.md, in an application. {@code DocumentationTests} compares them. */
class TimeExamplesTests {

    record Figures(String name) {}

    record Digest(String period) {}

    @Component
    static class Nightly {

        final CountDownLatch tidied = new CountDownLatch(1);

        @RecurringJob(name = "tidy-up", every = "15m")
        void tidyUp() {
            tidied.countDown();
        }

        @RecurringJob(name = "figures", cron = "0 0 3 * * *", zone = "Europe/Berlin", payload = "{\"name\":\"sales\"}")
        @JobHandler(topic = "reports", maxAttempts = 5)
        String figures(Figures figures, JobContext job) {
            Instant day = job.fire().orElseThrow().at();
            return figures.name() + " of " + day;
        }

        @JobHandler(topic = "mails", type = "Digest")
        void mail(Digest digest) {}

        @JobHandler(topic = "mails", type = "String")
        void mail(String text) {}
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Nightly.class)
    static class Application {}

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withUserConfiguration(Application.class)
            .withPropertyValues("jobq.sqlite.path=:memory:", "spring.flyway.enabled=false", "jobq.poll-interval=50ms");

    @Test
    void schedulesInCode() {
        runner.run(context -> {
            JobQueue jobQueue = context.getBean(JobQueue.class);
            await().until(() -> jobQueue.recurring().list().size() == 2);
            Schedule tidyUp = jobQueue.recurring().get("tidy-up").orElseThrow();
            assertThat(tidyUp.origin().isCode()).isTrue();
            assertThat(tidyUp.job().topic()).isEqualTo("recurring");
            jobQueue.recurring().runNow("tidy-up");
            assertThat(context.getBean(Nightly.class).tidied.await(20, TimeUnit.SECONDS))
                    .isTrue();

            JobId figures = jobQueue.recurring().runNow("figures");
            await().until(() -> jobQueue.get(figures).orElseThrow().status() == JobStatus.COMPLETED);
            Instant at = jobQueue.get(figures).orElseThrow().fire().at();
            assertThat(jobQueue.get(figures).orElseThrow().result().as(String.class))
                    .isEqualTo("sales of " + at);
        });
    }

    @Test
    void schedulesAtRunTime() {
        runner.run(context -> {
            JobQueue jobQueue = context.getBean(JobQueue.class);
            RecurringJobs recurring = jobQueue.recurring();
            recurring.schedule(NewSchedule.cron("digest", "0 0 9 * * MON", NewJob.of("mails", new Digest("weekly")))
                    .zone(ZoneId.of("America/New_York"))
                    .misfire(Misfire.SKIP));

            assertThat(recurring.nextFireTimes("digest", 3)).hasSize(3);
            assertThat(recurring.pause("digest")).isTrue();
            JobId id = recurring.runNow("digest");
            assertThat(recurring.resume("digest")).isTrue();
            assertThat(recurring.history("digest", 10))
                    .singleElement()
                    .satisfies(fire -> assertThat(fire.job()).isEqualTo(id));
            assertThat(recurring.remove("digest")).isTrue();
        });
    }

    @Test
    void delaysAndDeadlines() {
        runner.run(context -> {
            JobQueue queue = context.getBean(JobQueue.class);
            String reminder = "Do not forget";
            String code = "123456";
            queue.enqueue(NewJob.of("mails", reminder).delay(Duration.ofMinutes(5)));
            queue.enqueue(NewJob.of("mails", reminder).runAt(Instant.parse("2030-01-01T09:00:00Z")));
            queue.enqueue(NewJob.of("mails", code).deadline(Instant.now().plus(Duration.ofMinutes(2))));

            JobId late = queue.enqueue(NewJob.of("mails", code).deadline(Instant.now()));
            await().until(() -> queue.get(late).orElseThrow().status() == JobStatus.DISCARDED);
            assertThat(queue.find(JobQuery.where("status").is("SCHEDULED"), 10)).hasSize(2);
        });
    }
}
