package dev.jobq.process;

import dev.jobq.Backoff;
import dev.jobq.EnqueueResult;
import dev.jobq.JobContext;
import dev.jobq.JobHandler;
import dev.jobq.OnDuplicate;
import dev.jobq.Unique;
import dev.jobq.engine.EngineSettings;
import dev.jobq.engine.EngineSettings.Timing;
import dev.jobq.engine.JobEngine;
import dev.jobq.engine.TopicSettings;
import dev.jobq.handler.HandlerRegistry;
import dev.jobq.history.HistoryFile;
import dev.jobq.history.HistoryLine;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobStore;
import dev.jobq.store.TopicRules;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/**
 * Enqueues jobs that may be refused, as fast as it can until it gets a line, and runs jobs until its standard input ends. Notes
 * all in the history.
 */
public final class AdmittingProcess {

    static final String KEYED = "keyed";
    static final String LIMITED = "limited";
    static final int KEYS = 10;
    static final int LIMIT = 20;

    private static final long KEYED_NANOS = 10_000_000;
    private static final long LIMITED_NANOS = 25_000_000;
    private static final int THREADS = 2;
    private static final Duration LEASE = Duration.ofSeconds(2);

    private final JobStore store;
    private final HistoryFile history;
    private final String name;
    private final AtomicLong tickets = new AtomicLong();
    private final AtomicLong refusedByKey = new AtomicLong();
    private final AtomicLong refusedByLimit = new AtomicLong();
    private volatile boolean isDone;

    private AdmittingProcess(JobStore store, HistoryFile history, String name) {
        this.store = store;
        this.history = history;
        this.name = name;
    }

    /** Arguments: the database, the history file, and the name in it. */
    public static void main(String[] args) throws Exception {
        try (HistoryFile history = new HistoryFile(Path.of(args[1]), args[2]);
                JobStore store = Databases.open(args[0], CallerTransaction.NONE)) {
            store.topics()
                    .declare(
                            List.of(TopicRules.of(KEYED), TopicRules.of(LIMITED).maxQueued(LIMIT)));
            new AdmittingProcess(store, history, args[2]).run();
        }
    }

    private void run() throws IOException, InterruptedException {
        JobEngine engine = engine();
        engine.start();
        Awaitility.await().until(engine::worker, Objects::nonNull);
        List<Thread> enqueuers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int first = i;
            enqueuers.add(new Thread(() -> enqueueKeyed(first)));
            enqueuers.add(new Thread(this::enqueueLimited));
        }
        enqueuers.forEach(Thread::start);
        System.out.println("ready");
        if (System.in.read() == '\n') {
            isDone = true;
            for (Thread enqueuer : enqueuers) {
                enqueuer.join();
            }
            System.out.printf("refused %d %d%n", refusedByKey.get(), refusedByLimit.get());
            System.out.println("done");
            System.in.transferTo(OutputStream.nullOutputStream());
        }
        engine.stop();
    }

    private void enqueueKeyed(int first) {
        for (int i = first; !isDone; i++) {
            String key = "k" + i % KEYS;
            JobDraft.Uniqueness unique =
                    new JobDraft.Uniqueness(key, null, Unique.NOT_ENDED, OnDuplicate.RETURN_EXISTING, null);
            admit(KEYED, key, new JobDraft.Terms(unique));
        }
    }

    private void enqueueLimited() {
        while (!isDone) {
            admit(LIMITED, HistoryLine.NONE, JobDraft.Terms.NONE);
        }
    }

    private void admit(String topic, String key, JobDraft.Terms terms) {
        String ticket = name + "-" + tickets.incrementAndGet();
        String payload = Databases.CODEC.write(new Keyed(key));
        JobDraft draft = new JobDraft(topic, "Keyed", payload, 0, JobDraft.Start.NOW, JobDraft.Limits.NONE, terms);
        history.enqueuing(ticket);
        EnqueueResult result = store.intake().admit(List.of(draft)).get(0);
        if (result.isCreated()) {
            history.enqueued(ticket, key, result.id());
        } else {
            (result.kind() == EnqueueResult.Kind.FULL ? refusedByLimit : refusedByKey).incrementAndGet();
        }
    }

    private JobEngine engine() {
        HandlerRegistry handlers = HandlerRegistry.of(List.of(new Handlers(history)), Databases.CODEC);
        Timing timing = new Timing(Duration.ofSeconds(5), LEASE, LEASE.dividedBy(4), Duration.ofSeconds(10));
        return new JobEngine(
                store,
                handlers,
                Databases.CODEC,
                new EngineSettings(List.of(topic(KEYED), topic(LIMITED)), timing, false, Databases::processId));
    }

    private static TopicSettings topic(String name) {
        return new TopicSettings(
                name,
                4,
                10,
                new TopicSettings.Retries(50, Backoff.none()),
                TopicSettings.Timeout.NONE,
                new TopicSettings.Retention(Duration.ofDays(7), Duration.ofDays(7), Duration.ofDays(7), false));
    }

    /** A payload. */
    record Keyed(String key) {}

    /** Notes what ran. */
    public record Handlers(HistoryFile history) {

        @JobHandler(topic = KEYED)
        void keyed(Keyed keyed, JobContext job) {
            // So long that others want the key meanwhile.
            LockSupport.parkNanos(KEYED_NANOS);
            note(keyed, job);
        }

        @JobHandler(topic = LIMITED)
        void limited(Keyed keyed, JobContext job) {
            // So long that the topic fills up.
            LockSupport.parkNanos(LIMITED_NANOS);
            note(keyed, job);
        }

        private void note(Keyed keyed, JobContext job) {
            history.started(keyed.key, job.id(), job.fence());
            history.completed(keyed.key, job.id(), job.fence());
        }
    }
}
