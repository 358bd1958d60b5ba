package dev.jobq.process;

import dev.jobq.Backoff;
import dev.jobq.engine.EngineSettings;
import dev.jobq.engine.EngineSettings.Timing;
import dev.jobq.engine.JobEngine;
import dev.jobq.engine.TopicSettings;
import dev.jobq.handler.HandlerRegistry;
import dev.jobq.history.HistoryFile;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.JobStore;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A worker that also enqueues, once it is told to go; until its standard input ends. */
final class OrderedProcess {

    private static final Duration LEASE = Duration.ofSeconds(2);

    private OrderedProcess() {}

    /** Arguments: the database, the history file, its own name, and how often it enqueues. */
    public static void main(String[] args) throws Exception {
        String name = args[2];
        try (HistoryFile history = new HistoryFile(Path.of(args[1]), name);
                JobStore store = Databases.open(args[0], CallerTransaction.NONE)) {
            JobEngine engine = engine(store, history);
            engine.start();
            Awaitility.await().until(engine::worker, Objects::nonNull);
            System.out.println("ready");
            System.in.read();
            OrderedTasks.enqueue(store.intake(), history, name, Integer.parseInt(args[3]), (ticket, insert) -> {
                history.enqueuing(ticket);
                return insert.call();
            });
            System.out.println("enqueued");
            System.in.transferTo(OutputStream.nullOutputStream());
            engine.stop();
        }
    }

    private static JobEngine engine(JobStore store, HistoryFile history) {
        HandlerRegistry handlers = HandlerRegistry.of(List.of(new OrderedTasks(history)), Databases.CODEC);
        Timing timing = new Timing(Duration.ofSeconds(1), LEASE, LEASE.dividedBy(4), Duration.ofSeconds(10));
        List<TopicSettings> topics = Stream.of(OrderedTasks.FIFO, OrderedTasks.KEYED)
                .map(OrderedProcess::topic)
                .toList();
        return new JobEngine(
                store, handlers, Databases.CODEC, new EngineSettings(topics, timing, false, Databases::processId));
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
}
