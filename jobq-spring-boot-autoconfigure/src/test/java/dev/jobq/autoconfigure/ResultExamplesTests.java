package dev.jobq.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobBulk;
import dev.jobq.JobFailedException;
import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobQueue;
import dev.jobq.JobResult;
import dev.jobq.JobSelection;
import dev.jobq.JobStatus;
import dev.jobq.JobType;
import dev.jobq.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The examples of docs/results.md. */
@Timeout(60)
class ResultExamplesTests {

    @TempDir
    Path directory;

    @JobType(value = "monthly", topic = "reports")
    record Monthly(String month) {}

    record Report(String month, int pages) {}

    static class Reports {
        @JobHandler(topic = "reports", type = "monthly")
        Object write(Monthly monthly) {
            return monthly.month().isEmpty()
                    ? Outcome.discard("no such month")
                    : new Report(monthly.month(), monthly.month().length());
        }
    }

    @Test
    void waiting() {
        run(queue -> {
            JobId id = queue.enqueue(new Monthly("2026-11"));
            Report report = queue.await(id, Duration.ofSeconds(30)).as(Report.class);
            assertThat(report.pages()).isEqualTo(7);
        });
    }

    @Test
    void waitingWithoutAThread() {
        run(queue -> {
            JobId id = queue.enqueue(new Monthly("2026-11"));
            CompletableFuture<String> line = queue.completion(id)
                    .thenApply(result -> result.isCompleted() ? "done" : result.status() + ": " + result.reason());
            assertThat(line.get(30, TimeUnit.SECONDS)).isEqualTo("done");
        });
    }

    @Test
    void howItEnded() {
        run(queue -> {
            JobResult result = queue.await(queue.enqueue(new Monthly("")), Duration.ofSeconds(30));
            try {
                result.as(Report.class);
            } catch (JobFailedException ex) {
                assertThat(ex.result().status()).isEqualTo(JobStatus.DISCARDED);
                assertThat(ex.result().reason()).isEqualTo("no such month");
            }
            assertThat(result.isCompleted()).isFalse();
        });
    }

    @Test
    void requeueing() {
        run(queue -> {
            JobId first = queue.enqueue(new Monthly("2026-11"));
            queue.await(first, Duration.ofSeconds(30));
            JobId again = queue.requeue(first);
            assertThat(queue.await(again, Duration.ofSeconds(30)).isCompleted()).isTrue();
            assertThat(queue.get(again).orElseThrow().requeuedFrom()).isEqualTo(first);
        });
    }

    @Test
    void drivingDeadLettersBack() {
        run(queue -> {
            for (String month : List.of("", "", "")) {
                queue.await(queue.enqueue(new Monthly(month)), Duration.ofSeconds(30));
            }
            JobSelection dead = JobSelection.of("reports").status(JobStatus.DISCARDED);
            assertThat(queue.bulk().count(dead)).hasToString("3");
            long retried = queue.bulk().retry(dead, 1_000, JobBulk.Rate.perSecond(100));
            assertThat(retried).isEqualTo(3);
        });
    }

    private void run(Example example) {
        new ApplicationContextRunner()
                .withUserConfiguration(Application.class)
                .withPropertyValues("jobq.sqlite.path=" + directory.resolve("jobq.db"))
                .run(context -> {
                    assertThat(context).hasNotFailed().hasSingleBean(JobBulk.class);
                    example.run(context.getBean(JobQueue.class));
                });
    }

    private interface Example {
        void run(JobQueue queue) throws TimeoutException, InterruptedException, Exception;
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @Bean
        Reports reports() {
            return new Reports();
        }
    }
}
