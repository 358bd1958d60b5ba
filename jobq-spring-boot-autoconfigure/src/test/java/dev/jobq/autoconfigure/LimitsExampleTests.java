package dev.jobq.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobQueue;
import dev.jobq.JobStatus;
import dev.jobq.Limits;
import dev.jobq.NewJob;
import dev.jobq.Topics;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The examples of docs/limits.md. */
class LimitsExampleTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withUserConfiguration(App.class)
            .withPropertyValues(
                    "jobq.sqlite.path=:memory:",
                    "jobq.topics.payments.concurrency=10",
                    "jobq.topics.payments.global-concurrency=3",
                    "jobq.topics.payments.rate-limit=100/1s",
                    "jobq.topics.payments.per-key.concurrency=1",
                    "jobq.topics.payments.per-key.rate-limit=10/1m");

    @Test
    void noMoreRunThanMayAndOfEachCustomerOne() {
        runner.run(context -> {
            JobQueue jobQueue = context.getBean(JobQueue.class);
            Topics topics = context.getBean(Topics.class);
            Handlers handlers = context.getBean(Handlers.class);
            for (int i = 0; i < 2; i++) {
                jobQueue.enqueue(NewJob.of(new Payment(7)).key("customer-42"));
            }
            JobId blocked = jobQueue.enqueue(NewJob.of(new Payment(8)).key("customer-42"));
            for (String customer : new String[] {"a", "b", "c"}) {
                jobQueue.enqueue(NewJob.of(new Payment(9)).key(customer));
            }
            await().until(() -> handlers.running.size() == 3);
            await().until(() -> jobQueue.get(blocked).orElseThrow().status() == JobStatus.BLOCKED);
            topics.limits("payments", Limits.NONE.globalConcurrency(5).rate("50/1s"));
            await().until(() -> handlers.running.size() == 5);
            topics.limits("payments", Limits.NONE);
            topics.resetLimits("payments");
            assertThat(topics.get("payments").orElseThrow().limits().limits().globalConcurrency())
                    .isEqualTo(3);
            handlers.gate.countDown();
            await().until(() -> topics.depth("payments").getOrDefault(JobStatus.COMPLETED, 0L) == 6);
        });
    }

    @Test
    void whoIsKeptIsToldWhy() {
        runner.run(context -> {
            JobQueue jobQueue = context.getBean(JobQueue.class);
            Topics topics = context.getBean(Topics.class);
            Handlers handlers = context.getBean(Handlers.class);
            jobQueue.enqueue(NewJob.of(new Payment(7)).key("customer-42"));
            await().until(() -> handlers.running.size() == 1);
            JobId blocked = jobQueue.enqueue(NewJob.of(new Payment(8)).key("customer-42"));
            jobQueue.enqueue(NewJob.of(new Payment(9)).key("a"));
            jobQueue.enqueue(NewJob.of(new Payment(9)).key("b"));
            await().until(() -> handlers.running.size() == 3);
            await().until(() -> jobQueue.get(blocked).orElseThrow().status() == JobStatus.BLOCKED);
            assertThat(topics.get("payments").orElseThrow().limits().running()).isEqualTo(3);
            assertThat(topics.why(blocked).reason().text())
                    .isEqualTo("Key 'customer-42' is at its limit: 1 jobs of it run.");
            handlers.gate.countDown();
        });
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {
        @Bean
        Handlers handlers() {
            return new Handlers();
        }
    }

    static class Handlers {

        final CountDownLatch gate = new CountDownLatch(1);
        final Set<JobId> running = ConcurrentHashMap.newKeySet();

        @JobHandler(topic = "payments")
        void pay(Payment payment, dev.jobq.JobContext job) throws InterruptedException {
            running.add(job.id());
            gate.await();
        }
    }

    record Payment(int order) {}
}
