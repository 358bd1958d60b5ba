package dev.jobq.process;

import dev.jobq.JobContext;
import dev.jobq.JobHandler;
import dev.jobq.history.HistoryFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** An application that a supervisor stops by {@code SIGTERM} while a job runs. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class StoppingApplication {

    static final String TOPIC = "stopping";
    static final Duration LEASE = Duration.ofSeconds(2);
    static final Duration GRACE = LEASE.multipliedBy(3);

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Arguments: the database, the history file, its name in there, and the file that lets its jobs end. */
    public static void main(String[] args) throws InterruptedException {
        SpringApplication application = new SpringApplication(StoppingApplication.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.run(
                (Databases.isPostgres(args[0]) ? "--spring.datasource.url=" : "--jobq.sqlite.path=") + args[0],
                "--jobq.worker.lease=" + LEASE,
                "--jobq.worker.heartbeat=" + LEASE.dividedBy(5),
                "--jobq.worker.shutdown-grace=" + GRACE,
                "--jobq.topics." + TOPIC + ".concurrency=1",
                "--spring.flyway.enabled=false",
                "--spring.main.banner-mode=off",
                "--logging.config=classpath:dev/jobq/process/logback-child.xml",
                "--test.history=" + args[1],
                "--test.name=" + args[2],
                "--test.release=" + args[3]);
        System.out.println("ready");
        // Until it is told to end, and has.
        new CountDownLatch(1).await();
    }

    @Bean
    Handlers handlers(Environment environment) {
        return new Handlers(
                new HistoryFile(
                        Path.of(environment.getRequiredProperty("test.history")),
                        environment.getRequiredProperty("test.name")),
                Path.of(environment.getRequiredProperty("test.release")));
    }

    /** Notes what becomes of its jobs. */
    public record Handlers(HistoryFile history, Path release) {

        @JobHandler(topic = TOPIC, type = "stopping")
        void run(JobContext job) throws InterruptedException {
            history.started(TOPIC, job.id(), job.fence());
            try {
                long deadline = System.nanoTime() + PATIENCE.toNanos();
                CountDownLatch never = new CountDownLatch(1);
                while (!Files.exists(release) && System.nanoTime() < deadline) {
                    var unused = never.await(5, TimeUnit.MILLISECONDS);
                }
            } catch (InterruptedException ex) {
                history.again(TOPIC, job.id(), job.fence());
                throw ex;
            }
            history.completed(TOPIC, job.id(), job.fence());
        }
    }
}
