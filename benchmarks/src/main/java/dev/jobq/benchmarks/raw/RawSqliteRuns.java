package dev.jobq.benchmarks.raw;

import dev.jobq.benchmarks.machine.Disk;
import dev.jobq.benchmarks.measure.Callers;
import dev.jobq.benchmarks.measure.Figures;
import dev.jobq.benchmarks.measure.Samples;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Measured runs on SQLite, each on a new file. */
public final class RawSqliteRuns {

    /** What a caller or worker has done in the writer's transaction. */
    private interface Work {
        void on(RawSqlite database) throws SQLException;
    }

    private static final int BATCH = 100;
    private static final int INSERTS = 1_000;
    private static final long NOTHING_TO_DO_NANOS = 100_000;

    private final Disk disk;
    private final RawSqlite.Tables tables;
    private final String payload;

    private RawSqliteRuns(Disk disk, RawSqlite.Tables tables, String payload) {
        this.disk = disk;
        this.tables = tables;
        this.payload = payload;
    }

    /** All state in one table. */
    public static RawSqliteRuns oneTable(Disk disk, String payload) {
        return new RawSqliteRuns(disk, RawSqlite.Tables.ONE, payload);
    }

    /** An intake table and small ones that say where a job is. */
    public static RawSqliteRuns splitTables(Disk disk, String payload) {
        return new RawSqliteRuns(disk, RawSqlite.Tables.SPLIT, payload);
    }

    /** One thread: 1,000 inserts a transaction, then 100 claims a transaction, then 100 completions a transaction. */
    public Figures loop(int jobs) throws Exception {
        return on(database -> {
            long start = System.nanoTime();
            load(database, jobs);
            long loaded = System.nanoTime();
            List<List<Claimed>> batches = new ArrayList<>();
            for (int i = 0; i < jobs; i += BATCH) {
                database.begin();
                batches.add(database.claim(BATCH));
                database.commit();
            }
            long claimed = System.nanoTime();
            for (List<Claimed> batch : batches) {
                database.begin();
                database.complete(batch);
                database.commit();
            }
            long completed = System.nanoTime();
            check(database, jobs);
            return Figures.perSecond(Samples.perSecondOf(jobs, completed - start))
                    .and("insertsPerSecond", Samples.perSecondOf(jobs, loaded - start))
                    .and("claimsPerSecond", Samples.perSecondOf(jobs, claimed - loaded))
                    .and("completionsPerSecond", Samples.perSecondOf(jobs, completed - claimed));
        });
    }

    /** Callers that each insert one job at a time and wait until it is durable; they share commits. */
    public Figures enqueue(int callers, Duration time) throws Exception {
        return on(database -> {
            GroupCommit<Work> writer = writer(database);
            return Callers.callFor(time, callers, caller -> writer.submit(own -> own.insert(payload)));
        });
    }

    /** One caller, whenever it likes. */
    public Figures singly(SingleInserts inserts) throws Exception {
        return on(database -> inserts.measure(() -> {
            database.begin();
            database.insert(payload);
            database.commit();
            return null;
        }));
    }

    /** One worker ends 100 jobs and claims the next 100 in each transaction, until all are done. */
    public Figures drain(int jobs) throws Exception {
        return on(database -> {
            load(database, jobs);
            long start = System.nanoTime();
            List<Claimed> held = List.of();
            do {
                database.begin();
                database.complete(held);
                held = database.claim(BATCH);
                database.commit();
            } while (!held.isEmpty());
            double perSecond = Samples.perSecond(jobs, start);
            check(database, jobs);
            return Figures.perSecond(perSecond);
        });
    }

    /** Producers that each wait for their own insert, beside one worker; until all are done. */
    public Figures cycle(int producers, int jobs) throws Exception {
        return cycle(producers, jobs, 1);
    }

    /** Two producers that insert 100 at a time, beside one worker; until all are done. */
    public Figures batchedCycle(int jobs) throws Exception {
        return cycle(2, jobs / BATCH * BATCH, BATCH);
    }

    private Figures cycle(int producers, int jobs, int batch) throws Exception {
        return on(database -> {
            GroupCommit<Work> writer = writer(database);
            AtomicLong left = new AtomicLong(jobs / batch);
            Work insert = own -> {
                for (int i = 0; i < batch; i++) {
                    own.insert(payload);
                }
            };
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < producers; i++) {
                tasks.add(() -> {
                    while (left.getAndDecrement() > 0) {
                        writer.submit(insert);
                    }
                    return null;
                });
            }
            tasks.add(() -> {
                List<Claimed> held = new ArrayList<>();
                for (long done = 0; done < jobs; ) {
                    List<Claimed> ended = List.copyOf(held);
                    writer.submit(own -> {
                        own.complete(ended);
                        held.clear();
                        held.addAll(own.claim(BATCH));
                    });
                    done += ended.size();
                    if (held.isEmpty() && ended.isEmpty()) {
                        LockSupport.parkNanos(NOTHING_TO_DO_NANOS);
                    }
                }
                return null;
            });
            long start = System.nanoTime();
            Callers.together(tasks);
            double perSecond = Samples.perSecond(jobs, start);
            check(database, jobs);
            return Figures.perSecond(perSecond);
        });
    }

    private interface Run {
        Figures on(RawSqlite database) throws Exception;
    }

    private Figures on(Run run) throws Exception {
        Path directory = disk.directory("raw");
        try (RawSqlite database = new RawSqlite(directory.resolve("raw.db"), tables)) {
            return run.on(database);
        } finally {
            disk.delete(directory);
        }
    }

    private static GroupCommit<Work> writer(RawSqlite database) {
        return new GroupCommit<>(List.of(batch -> {
            database.begin();
            for (Work work : batch) {
                work.on(database);
            }
            database.commit();
        }));
    }

    private void load(RawSqlite database, int jobs) throws SQLException {
        for (int i = 0; i < jobs; i += INSERTS) {
            database.begin();
            for (int j = i; j < Math.min(jobs, i + INSERTS); j++) {
                database.insert(payload);
            }
            database.commit();
        }
    }

    private static void check(RawSqlite database, int jobs) throws SQLException {
        if (database.done() != jobs) {
            throw new IllegalStateException("%d of %d jobs done".formatted(database.done(), jobs));
        }
    }
}
