package dev.jobq.process;

import dev.jobq.Backoff;
import dev.jobq.engine.EngineSettings;
import dev.jobq.engine.EngineSettings.Timing;
import dev.jobq.engine.JobEngine;
import dev.jobq.engine.TopicSettings;
import dev.jobq.handler.HandlerRegistry;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.JobStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;

/** A worker: runs tasks until its standard input ends. */
final class WorkerProcess {

    private WorkerProcess() {}

    /** Arguments: the database, the history file, the poll interval and the lease in milliseconds. */
    public static void main(String[] args) throws IOException {
        Duration pollInterval = Duration.ofMillis(Long.parseLong(args[2]));
        Duration lease = Duration.ofMillis(Long.parseLong(args[3]));
        try (History history = new History(Path.of(args[1]));
                JobStore store = Databases.open(args[0], CallerTransaction.NONE)) {
            JobEngine engine = engine(store, new Tasks(history::add), pollInterval, lease);
            engine.start();
            Awaitility.await().until(engine::worker, Objects::nonNull);
            System.out.println("ready");
            // Until whoever started this process closes its end.
            System.in.transferTo(OutputStream.nullOutputStream());
            engine.stop();
        }
    }

    static JobEngine engine(JobStore store, Tasks tasks, Duration pollInterval, Duration lease) {
        HandlerRegistry handlers = HandlerRegistry.of(List.of(tasks), Databases.CODEC);
        Timing timing = new Timing(pollInterval, lease, lease.dividedBy(4), Duration.ofSeconds(10));
        TopicSettings topic = new TopicSettings(
                Tasks.TOPIC,
                4,
                100,
                new TopicSettings.Retries(50, Backoff.none()),
                TopicSettings.Timeout.NONE,
                new TopicSettings.Retention(Duration.ofDays(7), Duration.ofDays(7), Duration.ofDays(7), false));
        return new JobEngine(
                store,
                handlers,
                Databases.CODEC,
                new EngineSettings(List.of(topic), timing, false, Databases::processId));
    }
}
