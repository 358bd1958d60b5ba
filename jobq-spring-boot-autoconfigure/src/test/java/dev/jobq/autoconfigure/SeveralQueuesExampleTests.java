package dev.jobq.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.Job;
import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobQuery;
import dev.jobq.JobQueue;
import dev.jobq.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The examples of docs/several-queues.md. */
@Timeout(120)
class SeveralQueuesExampleTests {

    @TempDir
    Path directory;

    @Test
    void aSecondQueueBesideTheOneThatIsConfigured() {
        new ApplicationContextRunner()
                .withUserConfiguration(TwoQueues.class)
                .withPropertyValues("jobq.sqlite.path=" + directory.resolve("jobq.db"), "directory=" + directory)
                .run(context -> {
                    assertThat(context).hasNotFailed().hasSingleBean(Topics.class);
                    Shop shop = context.getBean(Shop.class);
                    assertThat(shop.jobQueue).isNotSameAs(shop.archive);
                    JobId order = shop.jobQueue.enqueue("orders", "an order");
                    assertThat(shop.jobQueue
                                    .await(order, Duration.ofSeconds(30))
                                    .as(String.class))
                            .isEqualTo("done: an order");
                    JobId old =
                            shop.archive.create("an old order", List.of("NEW")).id();
                    assertThat(shop.archive.poll(JobQuery.where("state[0]").is("NEW"), List.of("TAKEN")))
                            .map(Job::id)
                            .hasValue(old);
                    assertThat(shop.jobQueue.find(JobQuery.all(), 10))
                            .extracting(Job::id)
                            .containsExactly(order);
                });
        // Closed, so that nobody holds the file.
        try (JobQueue archive = JobQueue.open(directory.resolve("archive.db"))) {
            assertThat(archive.find(JobQuery.all(), 10)).hasSize(1);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Shop.class)
    static class TwoQueues {

        @Value("${directory}")
        private String directory;

        @Bean(defaultCandidate = false)
        JobQueue archive() {
            return JobQueue.open(Path.of(directory, "archive.db"));
        }

        @Bean
        OrderHandlers orderHandlers() {
            return new OrderHandlers();
        }
    }

    static class Shop {

        final JobQueue jobQueue;
        final JobQueue archive;

        Shop(JobQueue jobQueue, @Qualifier("archive") JobQueue archive) {
            this.jobQueue = jobQueue;
            this.archive = archive;
        }
    }

    @Test
    void handlersOnSeveralStores() throws Exception {
        SpringApplicationBuilder parent = new SpringApplicationBuilder(Shared.class);
        SpringApplicationBuilder orders = parent.child(Orders.class)
                .web(WebApplicationType.NONE)
                .properties("jobq.sqlite.path=" + directory.resolve("orders.db"));
        SpringApplicationBuilder mails = orders.sibling(Mails.class)
                .web(WebApplicationType.NONE)
                .properties("jobq.sqlite.path=" + directory.resolve("mails.db"));
        try (ConfigurableApplicationContext ordersContext = orders.run();
                ConfigurableApplicationContext mailsContext = mails.run()) {
            JobQueue orderQueue = ordersContext.getBean(JobQueue.class);
            JobQueue mailQueue = mailsContext.getBean(JobQueue.class);
            JobId order = orderQueue.enqueue("orders", "an order");
            JobId mail = mailQueue.enqueue("mails", "a mail");
            assertThat(orderQueue.await(order, Duration.ofSeconds(30)).as(String.class))
                    .isEqualTo("done: an order");
            assertThat(mailQueue.await(mail, Duration.ofSeconds(30)).isCompleted())
                    .isTrue();
            assertThat(ordersContext.getBean(Mailbox.class))
                    .isSameAs(mailsContext.getBean(Mailbox.class))
                    .satisfies(box -> assertThat(box.mails).containsExactly("a mail"));
            assertThat(orderQueue.find(JobQuery.all(), 10)).hasSize(1);
            assertThat(mailQueue.find(JobQuery.all(), 10)).hasSize(1);
            assertThat(directory).isDirectoryContaining("glob:**orders.db").isDirectoryContaining("glob:**mails.db");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Shared {
        @Bean
        Mailbox mailbox() {
            return new Mailbox();
        }
    }

    static class Mailbox {
        final List<String> mails = new CopyOnWriteArrayList<>();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Orders {
        @Bean
        OrderHandlers orderHandlers() {
            return new OrderHandlers();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Mails {
        @Bean
        MailHandlers mailHandlers(Mailbox mailbox) {
            return new MailHandlers(mailbox);
        }
    }

    static class OrderHandlers {
        @JobHandler(topic = "orders")
        String process(String order) {
            return "done: " + order;
        }
    }

    record MailHandlers(Mailbox mailbox) {
        @JobHandler(topic = "mails")
        void send(String mail) {
            mailbox.mails.add(mail);
        }
    }
}
