package dev.jobq.benchmarks.chaos;

import dev.jobq.EnqueueResult;
import dev.jobq.Enqueuer;
import dev.jobq.JobId;
import dev.jobq.JobQueue;
import dev.jobq.JobqException;
import dev.jobq.NewJob;
import dev.jobq.ProcessId;
import dev.jobq.benchmarks.contender.JobqContender;
import dev.jobq.benchmarks.machine.Database;
import dev.jobq.json.JacksonJsonCodec;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.JobStore;
import dev.jobq.store.StoreSettings;
import dev.jobq.store.TopicRules;
import dev.jobq.store.jdbc.postgresql.PostgresJobStore;
import dev.jobq.store.jdbc.sqlite.SqliteJobStore;
import dev.jobq.store.jdbc.sqlite.SqliteTarget;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * A process that enqueues work of every kind until it is killed, and writes down what was acknowledged and as what. Nobody runs
 * it, so where each job has to be after the power came back is known.
 */
public final class PowerCutEnqueuer {

    static final Duration FAR = Duration.ofHours(1);

    /** Never reached: it is to be counted, not to refuse. */
    private static final int ROOM = 1_000_000;

    private final JobQueue queue;
    private final History history;
    private final SplittableRandom random;
    private final long process = ProcessHandle.current().pid();
    private int number;

    private PowerCutEnqueuer(JobQueue queue, History history, long seed) {
        this.queue = queue;
        this.history = history;
        this.random = new SplittableRandom(seed);
    }

    /** Has the topics ordered and limited, as an application that declares them does. */
    static void declareTopics(Database database) throws SQLException {
        StoreSettings settings = new StoreSettings(
                "jobq",
                StoreSettings.SchemaMode.CREATE,
                new Enqueuer(
                        new ProcessId("powercut", ProcessHandle.current().pid(), Instant.now()),
                        "powercut",
                        null,
                        null,
                        null),
                new JacksonJsonCodec(JsonMapper.shared()),
                null);
        try (JobStore store = open(database, settings)) {
            store.topics()
                    .declare(List.of(
                            TopicRules.of(Work.KEYED.topic()).order(TopicRules.Order.KEY),
                            TopicRules.of(Work.FIFO.topic()).order(TopicRules.Order.FIFO),
                            TopicRules.of(Work.LIMITED.topic()).maxQueued(ROOM)));
        }
    }

    private static JobStore open(Database database, StoreSettings settings) throws SQLException {
        Path file = database.file();
        if (file != null) {
            return SqliteJobStore.open(SqliteTarget.file(file), settings, CallerTransaction.NONE);
        }
        PGSimpleDataSource server = new PGSimpleDataSource();
        server.setUrl(database.url());
        return PostgresJobStore.open(server, false, settings, CallerTransaction.NONE);
    }

    /**
     * Arguments: as {@link ChaosEnqueuer#arguments} tells. A line of input is a seed, with which it begins.
     */
    public static void main(String[] arguments) throws Exception {
        Database database = new Database(
                Database.Store.valueOf(arguments[1]),
                arguments[2],
                arguments[3].isEmpty() ? null : Path.of(arguments[3]),
                () -> {});
        try (History history = new History(Path.of(arguments[0]));
                JobQueue queue = JobqContender.openQueue(database)) {
            System.out.println("ready");
            byte[] seed = new byte[32];
            int length = System.in.read(seed);
            PowerCutEnqueuer enqueuer = new PowerCutEnqueuer(
                    queue, history, Long.parseLong(new String(seed, 0, length, StandardCharsets.US_ASCII).trim()));
            while (true) {
                enqueuer.enqueue();
            }
        }
    }

    private void enqueue() {
        Work work = Work.values()[random.nextInt(Work.values().length)];
        number++;
        // What was not acknowledged may be there or not; of a bulk it is there as a whole or not at all.
        String kind = work.kind(process, number, work == Work.BULK ? random.nextInt(2, 20) : 1);
        NewJob job = NewJob.of(work.topic(), new Task(0, 0, kind)).type("task");
        try {
            switch (work) {
                case SINGLE, FIFO -> acknowledged(kind, List.of(queue.enqueue(job)));
                case BULK ->
                    acknowledged(
                            kind,
                            queue.enqueueAll(IntStream.range(0, Work.sizeOf(kind))
                                    .mapToObj(i -> job)
                                    .toList()));
                case KEYED -> acknowledged(kind, List.of(queue.enqueue(job.key("k" + random.nextInt(6)))));
                case DELAYED -> acknowledged(kind, List.of(queue.enqueue(job.delay(FAR))));
                case UNIQUE -> unique(kind, job.uniqueKey(kind));
                case LIMITED -> admitted(kind, queue.tryEnqueue(job));
            }
        } catch (JobqException ex) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** A second one of the key has to be refused: if it is not, one of the two does not hold the key. */
    private void unique(String kind, NewJob job) {
        admitted(kind, queue.tryEnqueue(job));
        if (random.nextBoolean()) {
            admitted(kind, queue.tryEnqueue(job));
        }
    }

    private void admitted(String kind, EnqueueResult result) {
        JobId id = result.id();
        if (result.isCreated() && id != null) {
            acknowledged(kind, List.of(id));
        }
    }

    private void acknowledged(String kind, List<JobId> ids) {
        for (JobId id : ids) {
            history.add(Deed.Kind.ACKNOWLEDGED, id.value(), 0, kind);
        }
    }

    /** A kind of work. */
    enum Work {
        SINGLE,
        BULK,
        KEYED,
        FIFO,
        UNIQUE,
        DELAYED,
        LIMITED;

        String topic() {
            return this == BULK || this == DELAYED ? SINGLE.topic() : name().toLowerCase(Locale.ROOT);
        }

        /** What a job's payload and the history call it: the kind, who enqueued it, which of his it was, and of how many. */
        String kind(long process, int number, int size) {
            return "%s:%d.%d/%d".formatted(name(), process, number, size);
        }

        /** Null if it is no such text, as of a job that has no payload any more. */
        static @Nullable Work of(String kind) {
            int end = kind.indexOf(':');
            return end < 0 ? null : valueOf(kind.substring(0, end));
        }

        static int sizeOf(String kind) {
            return Integer.parseInt(kind.substring(kind.indexOf('/') + 1));
        }
    }
}
