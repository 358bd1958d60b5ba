package dev.jobq.benchmarks.chaos;

import dev.jobq.JobContext;
import dev.jobq.JobHandler;
import dev.jobq.Outcome;
import dev.jobq.RecurringJob;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;

/** A process that works until it is killed or asked to stop. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class ChaosWorker {

    static final String PLAIN = "plain";
    static final String KEYED = "keyed";
    static final String FIFO = "fifo";
    static final String UNIQUE = "unique";
    static final String ROOM = "room";
    static final String TICK = "tick";

    /** How many jobs of {@link #ROOM} there may be at once. */
    static final int MOST_IN_ROOM = 5;

    /** What is to be said of the topics, as properties. */
    static final List<String> TOPICS = List.of(
            "--jobq.topics.keyed.order=key",
            "--jobq.topics.fifo.order=fifo",
            "--jobq.topics.room.max-queued=" + MOST_IN_ROOM);

    /** Arguments: the histories' directory, then properties of the application as {@code --key=value}. */
    public static void main(String[] arguments) throws IOException {
        new SpringApplicationBuilder(ChaosWorker.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .properties(Map.of(
                        "spring.main.log-startup-info", "false",
                        "logging.level.root", "ERROR",
                        "spring.main.keep-alive", "true",
                        "chaos.histories", arguments[0]))
                .run(arguments);
        System.out.println("ready");
    }

    @Bean
    History history(@Value("${chaos.histories}") Path directory) throws IOException {
        return new History(directory);
    }

    @Bean
    Tasks tasks(History history) {
        return new Tasks(history);
    }

    /** What works on the tasks, and writes down that it does. */
    static final class Tasks {

        private final History history;

        Tasks(History history) {
            this.history = history;
        }

        @JobHandler(topic = PLAIN, type = "task")
        Object plain(Task task, JobContext job) throws InterruptedException {
            return run(task, job);
        }

        @JobHandler(topic = KEYED, type = "task")
        Object keyed(Task task, JobContext job) throws InterruptedException {
            return run(task, job);
        }

        @JobHandler(topic = FIFO, type = "task")
        Object fifo(Task task, JobContext job) throws InterruptedException {
            return run(task, job);
        }

        @JobHandler(topic = UNIQUE, type = "task")
        Object unique(Task task, JobContext job) throws InterruptedException {
            return run(task, job);
        }

        @JobHandler(topic = ROOM, type = "task")
        Object room(Task task, JobContext job) throws InterruptedException {
            return run(task, job);
        }

        @JobHandler(topic = TICK)
        @RecurringJob(name = "tick", every = "1s")
        Object tick(JobContext job) throws InterruptedException {
            return run(new Task(1_000, 0, "-"), job);
        }

        /** Gives the fence as the result: the row that ends the job has to hold both. */
        private Object run(Task task, JobContext job) throws InterruptedException {
            long id = job.id().value();
            history.add(Deed.Kind.STARTED, id, job.fence(), task.kind());
            long end = System.nanoTime() + task.micros() * 1_000;
            for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(left);
                if (Thread.interrupted()) {
                    history.add(Deed.Kind.INTERRUPTED, id, job.fence(), "-");
                    throw new InterruptedException("interrupted");
                }
            }
            if (job.attempt() <= task.failures()) {
                history.add(Deed.Kind.FAILED, id, job.fence(), "-");
                return Outcome.fail("on purpose").retryIn(Duration.ofMillis(50));
            }
            history.add(Deed.Kind.ENDED, id, job.fence(), "-");
            return job.fence();
        }
    }
}
