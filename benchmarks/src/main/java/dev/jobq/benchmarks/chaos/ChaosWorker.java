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
    static final String FEW = "few";
    static final String PACED = "paced";
    static final String SOLE = "sole";
    static final String LONG = "long";
    static final String TICK = FinalState.OF_SCHEDULES;

    /** How many jobs of {@link #ROOM} there may be at once. */
    static final int MOST_IN_ROOM = 5;

    /** How many jobs of {@link #FEW} run at once over all workers. */
    static final int MOST_AT_ONCE = 3;

    /** How many jobs of {@link #PACED}, or of a key of {@link #SOLE}, start in a window. */
    static final int MOST_STARTS = 3;

    static final int WINDOW_MILLIS = 200;

    /** A handler that was away for so long asks whether it still has its job. */
    private static final long AWAY_NANOS = 300_000_000;

    /** For so long it waits to be told. */
    private static final long PATIENCE_NANOS = 1_000_000_000;

    /** What is to be said of the topics, as properties. */
    static final List<String> TOPICS = List.of(
            // Claimed ahead, most would be with the first that looks.
            "--jobq.topics.long.prefetch=0",
            "--jobq.topics.keyed.order=key",
            "--jobq.topics.fifo.order=fifo",
            "--jobq.topics.room.max-queued=" + MOST_IN_ROOM,
            "--jobq.topics.few.global-concurrency=" + MOST_AT_ONCE,
            "--jobq.topics.paced.rate-limit=" + MOST_STARTS + "/" + WINDOW_MILLIS + "ms",
            "--jobq.topics.sole.per-key.concurrency=1",
            "--jobq.topics.sole.per-key.rate-limit=" + MOST_STARTS + "/" + WINDOW_MILLIS + "ms");

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

        @JobHandler(topic = FEW, type = "task")
        Object few(Task task, JobContext job) throws InterruptedException {
            return run(task, job);
        }

        @JobHandler(topic = PACED, type = "task")
        Object paced(Task task, JobContext job) throws InterruptedException {
            return run(task, job);
        }

        @JobHandler(topic = SOLE, type = "task")
        Object sole(Task task, JobContext job) throws InterruptedException {
            return run(task, job);
        }

        @JobHandler(topic = LONG, type = "task")
        Object takeLong(Task task, JobContext job) throws InterruptedException {
            return run(task, job);
        }

        @JobHandler(topic = TICK)
        @RecurringJob(name = "tick", every = "1s")
        Object tick(JobContext job) throws InterruptedException {
            return run(new Task(1_000, 0, Deed.NONE), job);
        }

        /**
         * Gives the fence as the result: the row that ends the job has to hold both. Of the handlers that are interrupted, or
         * overslept because their process was frozen, some end at once, some wait to be told and then end all the same: what
         * they say must change nothing.
         */
        private Object run(Task task, JobContext job) throws InterruptedException {
            long id = job.id().value();
            history.add(Deed.Kind.STARTED, id, job.fence(), task.kind());
            long end = System.nanoTime() + task.micros() * 1_000;
            boolean isTold = isInterruptedBy(end);
            if (!isTold && System.nanoTime() - end > AWAY_NANOS && id % 3 != 0) {
                isTold = isInterruptedBy(System.nanoTime() + PATIENCE_NANOS);
            }
            if (isTold) {
                history.add(Deed.Kind.INTERRUPTED, id, job.fence(), Deed.NONE);
                if (id % 2 == 0) {
                    throw new InterruptedException("interrupted");
                }
            }
            if (job.attempt() <= task.failures()) {
                history.add(Deed.Kind.FAILED, id, job.fence(), Deed.NONE);
                return Outcome.fail("on purpose").retryIn(Duration.ofMillis(50));
            }
            isTold = isTold || isTold(job);
            history.add(Deed.Kind.ENDED, id, job.fence(), Deed.NONE);
            if (!isTold) {
                // It may have been frozen since it asked.
                var unused = isTold(job);
            }
            return job.fence();
        }

        private boolean isTold(JobContext job) {
            if (job.cancelled()) {
                history.add(Deed.Kind.TOLD, job.id().value(), job.fence(), Deed.NONE);
                return true;
            }
            return false;
        }

        private static boolean isInterruptedBy(long end) {
            for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(left);
                if (Thread.interrupted()) {
                    return true;
                }
            }
            return false;
        }
    }
}
