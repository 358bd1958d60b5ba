package dev.jobq.process;

import dev.jobq.Backoff;
import dev.jobq.JobContext;
import dev.jobq.JobHandler;
import dev.jobq.Limits;
import dev.jobq.engine.EngineSettings;
import dev.jobq.engine.EngineSettings.Timing;
import dev.jobq.engine.JobEngine;
import dev.jobq.engine.TopicSettings;
import dev.jobq.handler.HandlerRegistry;
import dev.jobq.history.HistoryFile;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.JobStore;
import dev.jobq.store.TopicRules;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/** A worker of topics with limits, until its standard input ends. Notes all in the history, with the store's time of each start. */
public final class LimitedProcess {

    static final String GLOBAL = "global";
    static final String RATED = "rated";
    static final String KEYED = "keyed";
    static final Duration WINDOW = Duration.ofMillis(500);
    static final Map<String, Limits> LIMITS = Map.of(
            GLOBAL, Limits.NONE.globalConcurrency(5),
            RATED, Limits.NONE.rate("50/500ms"),
            KEYED, Limits.NONE.keyConcurrency(2).keyRate("10/500ms"));

    /** Long enough for eight processes on two processors; that a process was killed is found much sooner. */
    private static final Duration LEASE = Duration.ofSeconds(8);

    private static final Duration HEARTBEAT = Duration.ofMillis(500);

    private LimitedProcess() {}

    /** Arguments: the database, the history file, and the name in it. */
    public static void main(String[] args) throws Exception {
        try (HistoryFile history = new HistoryFile(Path.of(args[1]), args[2]);
                JobStore store = Databases.open(args[0], CallerTransaction.NONE)) {
            store.topics().declare(rules());
            HandlerRegistry handlers = HandlerRegistry.of(List.of(new Handlers(store, history)), Databases.CODEC);
            Timing timing = new Timing(Duration.ofSeconds(1), LEASE, HEARTBEAT, Duration.ofSeconds(10));
            List<TopicSettings> topics =
                    LIMITS.keySet().stream().map(LimitedProcess::topic).toList();
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
        return LIMITS.entrySet().stream()
                .map(topic -> TopicRules.of(topic.getKey()).limits(topic.getValue()))
                .toList();
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

    /** How long a job of a topic takes: long enough that as many overlap as may, where that is limited. */
    static long micros(String topic) {
        return switch (topic) {
            case GLOBAL -> 15_000;
            case KEYED -> 60_000;
            default -> 3_000;
        };
    }

    /** What a job is told. */
    record Limited(String key, long micros) {}

    /** Notes what ran. */
    public record Handlers(JobStore store, HistoryFile history) {

        @JobHandler(topic = GLOBAL, type = "limited")
        void global(Limited limited, JobContext job) {
            run(GLOBAL, limited, job);
        }

        @JobHandler(topic = RATED, type = "limited")
        void rated(Limited limited, JobContext job) {
            run(RATED, limited, job);
        }

        @JobHandler(topic = KEYED, type = "limited")
        void keyed(Limited limited, JobContext job) {
            run(limited.key, limited, job);
        }

        private void run(String key, Limited limited, JobContext job) {
            Instant startedAt = Objects.requireNonNull(
                    store.reader().get(job.id()).orElseThrow().startedAt());
            history.started(key, job.id(), job.fence(), startedAt);
            long end = System.nanoTime() + limited.micros * 1_000;
            while (System.nanoTime() < end) {
                LockSupport.parkNanos(end - System.nanoTime());
            }
            history.completed(key, job.id(), job.fence());
        }
    }
}
