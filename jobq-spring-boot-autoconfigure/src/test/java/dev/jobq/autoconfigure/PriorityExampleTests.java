package dev.jobq.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.JobHandler;
import dev.jobq.JobQueue;
import dev.jobq.NewJob;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

/** What docs/priorities.md shows and says. */
class PriorityExampleTests {

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withUserConfiguration(Everything.class)
            .withPropertyValues(
                    "jobq.sqlite.path=:memory:",
                    "jobq.topics.mails.concurrency=1",
                    "jobq.topics.reports.concurrency=1",
                    "jobq.topics.reports.rank=9")
            .withBean(Handlers.class);

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Everything {}

    static class Handlers {

        final List<String> started = new CopyOnWriteArrayList<>();
        final CountDownLatch end = new CountDownLatch(1);

        @JobHandler(topic = "mails", type = "mail")
        void send(String mail) {
            started.add(mail);
        }

        @JobHandler(topic = "mails", type = "slow")
        void sendSlowly(String mail) throws InterruptedException {
            started.add(mail);
            end.await();
        }

        @JobHandler(topic = "reports")
        void report(String report) {
            started.add(report);
        }
    }

    @Test
    void jobsStartByPriorityHoweverLongTheyHaveWaitedAndWithEqualOnesByTime() {
        application.run(context -> {
            JobQueue jobQueue = context.getBean(JobQueue.class);
            Handlers handlers = context.getBean(Handlers.class);
            jobQueue.enqueue(NewJob.of("mails", "busy").type("slow"));
            await().until(() -> handlers.started.contains("busy"));
            Instant now = Instant.now();
            jobQueue.enqueue(NewJob.of("mails", "low, for a day")
                    .type("mail")
                    .priority(-1)
                    .runAt(now.minusSeconds(86_400)));
            jobQueue.enqueue(NewJob.of("mails", "new").type("mail"));
            jobQueue.enqueue(NewJob.of("mails", "urgent").type("mail").priority(5));
            jobQueue.enqueue(
                    NewJob.of("mails", "as if an hour old").type("mail").runAt(now.minusSeconds(3_600)));

            handlers.end.countDown();

            await().until(() -> handlers.started.size() == 5);
            assertThat(handlers.started)
                    .containsExactly("busy", "urgent", "as if an hour old", "new", "low, for a day");
        });
    }

    @Test
    void aTopicServedLastStillHasItsOwnSlots() {
        application.run(context -> {
            JobQueue jobQueue = context.getBean(JobQueue.class);
            Handlers handlers = context.getBean(Handlers.class);
            for (int i = 0; i < 5; i++) {
                jobQueue.enqueue(NewJob.of("mails", "busy").type("slow"));
            }
            await().until(() -> handlers.started.contains("busy"));

            jobQueue.enqueue("reports", "today");

            await().until(() -> handlers.started.contains("today"));
            assertThat(handlers.started).containsExactly("busy", "today");
            handlers.end.countDown();
        });
    }
}
