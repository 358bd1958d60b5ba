package dev.jobq.process;

import dev.jobq.Backoff;
import dev.jobq.Enqueuer;
import dev.jobq.JobContext;
import dev.jobq.JobHandler;
import dev.jobq.engine.EngineSettings;
import dev.jobq.engine.EngineSettings.Timing;
import dev.jobq.engine.JobEngine;
import dev.jobq.engine.TopicSettings;
import dev.jobq.handler.HandlerRegistry;
import dev.jobq.history.HistoryFile;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.JobStore;
import dev.jobq.store.StoreSettings;
import dev.jobq.store.jdbc.sqlite.SqliteJobStore;
import dev.jobq.store.jdbc.sqlite.SqliteTarget;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;

/** A worker on a SQLite file that runs one job at a time, until a file says that it may end, and can stand still while it writes. */
public final class HoldingProcess {

    static final String TOPIC = "holding";
    static final Duration LEASE = Duration.ofSeconds(2);

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Path release;
    private final HistoryFile history;

    private HoldingProcess(Path release, HistoryFile history) {
        this.release = release;
        this.history = history;
    }

    /** Arguments: the database's file, the history's, the folder of its own in which others tell it what to do, and its name. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[2]);
        Enqueuer self = new Enqueuer(Databases.processId(), "process-tests", null, null, null);
        StoreSettings settings = new StoreSettings(
                "jobq", StoreSettings.SchemaMode.CREATE, self, Databases.CODEC, new StandingClock(folder));
        try (HistoryFile history = new HistoryFile(Path.of(args[1]), args[3]);
                JobStore store =
                        SqliteJobStore.open(SqliteTarget.file(Path.of(args[0])), settings, CallerTransaction.NONE)) {
            HoldingProcess handlers = new HoldingProcess(release(folder), history);
            TopicSettings topic = new TopicSettings(
                    TOPIC,
                    1,
                    100,
                    new TopicSettings.Retries(50, Backoff.none()),
                    TopicSettings.Timeout.NONE,
                    new TopicSettings.Retention(Duration.ofDays(7), Duration.ofDays(7), Duration.ofDays(7), false));
            Timing timing = new Timing(Duration.ofSeconds(1), LEASE, LEASE.dividedBy(4), Duration.ofSeconds(10));
            JobEngine engine = new JobEngine(
                    store,
                    HandlerRegistry.of(List.of(handlers), Databases.CODEC),
                    Databases.CODEC,
                    new EngineSettings(List.of(topic), timing, false, Databases::processId));
            engine.start();
            Awaitility.await().until(engine::worker, Objects::nonNull);
            System.out.println("ready");
            System.in.transferTo(OutputStream.nullOutputStream());
            engine.stop();
        }
    }

    /** Jobs of the process with this folder end once this file is there. */
    static Path release(Path folder) {
        return folder.resolve("release");
    }

    @JobHandler(topic = TOPIC, type = "hold")
    public void hold(JobContext job) throws InterruptedException {
        history.started(TOPIC + job.id(), job.id(), job.fence());
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(release) && System.nanoTime() < deadline) {
            synchronized (this) {
                wait(5);
            }
        }
        history.completed(TOPIC + job.id(), job.id(), job.fence());
    }
}
