package dev.jobq.benchmarks.contender;

import dev.jobq.JobHandler;
import dev.jobq.benchmarks.machine.Database;
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

    /** Starts it. */
    public static ConfigurableApplicationContext start(Database database) {
        return new SpringApplicationBuilder(TenTopics.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .registerShutdownHook(false)
                .properties(JobqContender.properties(database))
                .run();
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
