package dev.jobq.process;

import dev.jobq.Backoff;
import dev.jobq.JobContext;
import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.engine.EngineSettings;
import dev.jobq.engine.EngineSettings.Timing;
import dev.jobq.engine.JobEngine;
import dev.jobq.engine.TopicSettings;
import dev.jobq.handler.HandlerRegistry;
import dev.jobq.history.HistoryFile;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobStore;
import dev.jobq.store.TopicRules;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A worker of ordered topics, until its standard input ends; it polls so seldom that the poll finds nothing. What it runs it runs
 * until it is killed if its name says that it holds what it has.
 */
public final class HeldLines {

    static final String FIFO = "fifo";
    static final String KEYED = "keyed";
    static final String HOLDER = "holder";
    static final Duration HEARTBEAT = Duration.ofSeconds(1);

    private static final Duration NEVER = Duration.ofMinutes(30);

    private HeldLines() {}

    /** Arguments: the database, the history file, its own name, and the lease. */
    public static void main(String[] args) throws Exception {
        try (HistoryFile history = new HistoryFile(Path.of(args[1]), args[2]);
                JobStore store = Databases.open(args[0], CallerTransaction.NONE)) {
            HandlerRegistry handlers =
                    HandlerRegistry.of(List.of(new Handlers(history, args[2].equals(HOLDER))), Databases.CODEC);
            List<TopicSettings> topics =
                    Stream.of(FIFO, KEYED).map(HeldLines::topic).toList();
            Timing timing = new Timing(NEVER, Duration.parse(args[3]), HEARTBEAT, Duration.ZERO);
            JobEngine engine = new JobEngine(
                    store, handlers, Databases.CODEC, new EngineSettings(topics, timing, false, Databases::processId));
            engine.start();
            Awaitility.await().until(engine::worker, Objects::nonNull);
            System.out.println("ready");
            System.in.transferTo(OutputStream.nullOutputStream());
            engine.stop();
        }
    }

    static List<TopicRules> rules() {
        return List.of(
                TopicRules.of(FIFO).order(TopicRules.Order.FIFO),
                TopicRules.of(KEYED).order(TopicRules.Order.KEY));
    }

    private static TopicSettings topic(String name) {
        return new TopicSettings(
                name,
                4,
                100,
                new TopicSettings.Retries(50, Backoff.none()),
                TopicSettings.Timeout.NONE,
                new TopicSettings.Retention(Duration.ofDays(7), Duration.ofDays(7), Duration.ofDays(7), false));
    }

    /** Some jobs on one line. */
    static void enqueue(JobStore store, HistoryFile history, String topic, String key, int jobs) {
        String line = line(topic, key);
        JobDraft draft = new JobDraft(
                topic,
                "held",
                Databases.CODEC.write(new Held(line)),
                0,
                JobDraft.Start.NOW,
                JobDraft.Limits.NONE,
                new JobDraft.Terms(null, null, topic.equals(FIFO) ? null : key, null));
        history.enqueuing(line);
        for (JobId id : store.intake().insert(Collections.nCopies(jobs, draft))) {
            history.enqueued(line, line, id);
        }
    }

    static String line(String topic, String key) {
        return topic.equals(FIFO) ? FIFO : KEYED + key;
    }

    /** What a job is told. */
    record Held(String line) {}

    /** Notes what ran. */
    public record Handlers(HistoryFile history, boolean isHolder) {

        @JobHandler(topic = FIFO, type = "held")
        void fifo(Held held, JobContext job) throws InterruptedException {
            run(held, job);
        }

        @JobHandler(topic = KEYED, type = "held")
        void keyed(Held held, JobContext job) throws InterruptedException {
            run(held, job);
        }

        private void run(Held held, JobContext job) throws InterruptedException {
            history.started(held.line, job.id(), job.fence());
            if (isHolder) {
                new CountDownLatch(1).await();
            }
            history.completed(held.line, job.id(), job.fence());
        }
    }
}
