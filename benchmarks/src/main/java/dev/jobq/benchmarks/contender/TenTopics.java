package dev.jobq.benchmarks.contender;

import dev.jobq.JobHandler;
import dev.jobq.JobQueue;
import dev.jobq.benchmarks.machine.Database;
import java.util.List;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** A jobq application with ten topics, at defaults. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class TenTopics {

    private static final List<String> TOPICS =
            List.of("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten");

    /** Starts it and has it do some jobs of each topic. */
    public static ConfigurableApplicationContext start(Database database, int jobs) {
        ConfigurableApplicationContext application = new SpringApplicationBuilder(TenTopics.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .registerShutdownHook(false)
                .properties(JobqContender.properties(database))
                .run();
        JobQueue queue = application.getBean(JobQueue.class);
        for (int i = 0; i < jobs; i++) {
            queue.enqueue(TOPICS.get(i % TOPICS.size()), Welcome.at(System.nanoTime()));
        }
        return application;
    }

    @Bean
    Handlers handlers() {
        return new Handlers();
    }

    /** Ten handlers of the same. */
    static class Handlers {
        @JobHandler(topic = "one")
        void one(Welcome welcome) {
            Handled.job(welcome.sentAt());
        }

        @JobHandler(topic = "two")
        void two(Welcome welcome) {
            Handled.job(welcome.sentAt());
        }

        @JobHandler(topic = "three")
        void three(Welcome welcome) {
            Handled.job(welcome.sentAt());
        }

        @JobHandler(topic = "four")
        void four(Welcome welcome) {
            Handled.job(welcome.sentAt());
        }

        @JobHandler(topic = "five")
        void five(Welcome welcome) {
            Handled.job(welcome.sentAt());
        }

        @JobHandler(topic = "six")
        void six(Welcome welcome) {
            Handled.job(welcome.sentAt());
        }

        @JobHandler(topic = "seven")
        void seven(Welcome welcome) {
            Handled.job(welcome.sentAt());
        }

        @JobHandler(topic = "eight")
        void eight(Welcome welcome) {
            Handled.job(welcome.sentAt());
        }

        @JobHandler(topic = "nine")
        void nine(Welcome welcome) {
            Handled.job(welcome.sentAt());
        }

        @JobHandler(topic = "ten")
        void ten(Welcome welcome) {
            Handled.job(welcome.sentAt());
        }
    }
}
