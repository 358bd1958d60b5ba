package dev.jobq.benchmarks.raw;

import dev.jobq.benchmarks.machine.PostgresServer;
import dev.jobq.benchmarks.measure.Callers;
import dev.jobq.benchmarks.measure.Figures;
import dev.jobq.benchmarks.measure.Samples;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Measured runs on PostgreSQL, each on a new database. */
public final class RawPostgresRuns {

    /** Those that claim and complete. */
    public static final int WORKERS = 4;

    private static final int BATCH = 100;
    private static final int INSERTS = 1_000;
    private static final int LANES = 4;
    private static final long NOTHING_TO_DO_NANOS = 1_000_000;

    private final PostgresServer server;
    private final RawPostgres.Tables tables;
    private final String payload;

    private RawPostgresRuns(PostgresServer server, RawPostgres.Tables tables, String payload) {
        this.server = server;
        this.tables = tables;
        this.payload = payload;
    }

    /** All state in one table. */
    public static RawPostgresRuns oneTable(PostgresServer server, String payload) {
        return new RawPostgresRuns(server, RawPostgres.Tables.ONE, payload);
    }

    /** An intake table and small ones that say where a job is. */
    public static RawPostgresRuns splitTables(PostgresServer server, String payload) {
        return new RawPostgresRuns(server, RawPostgres.Tables.SPLIT, payload);
    }

    /** One connection: 1,000 inserts a commit, then 100 claims a commit, then 100 completions a commit. */
    public Figures loop(int jobs) throws Exception {
        return on(1, connections -> {
            RawPostgres one = connections.get(0);
            long start = System.nanoTime();
            load(one, jobs);
            long loaded = System.nanoTime();
            List<List<Claimed>> batches = new ArrayList<>();
            for (int i = 0; i < jobs; i += BATCH) {
                batches.add(one.claim(BATCH));
            }
            long claimed = System.nanoTime();
            for (List<Claimed> batch : batches) {
                one.complete(batch);
            }
            long completed = System.nanoTime();
            check(one, jobs);
            return Figures.perSecond(Samples.perSecondOf(jobs, completed - start))
                    .and("insertsPerSecond", Samples.perSecondOf(jobs, loaded - start))
                    .and("claimsPerSecond", Samples.perSecondOf(jobs, claimed - loaded))
                    .and("completionsPerSecond", Samples.perSecondOf(jobs, completed - claimed));
        });
    }

    /** Clients that insert one row a commit, each on a connection of its own. One table only. */
    public Figures singleRowCommits(int clients, Duration time) throws Exception {
        return on(
                clients,
                connections -> Callers.callFor(
                        time, clients, client -> connections.get(client).insertOne(payload)));
    }

    /** Callers that each insert one job at a time and wait until it is durable; they share commits. */
    public Figures enqueue(int callers, Duration time) throws Exception {
        return on(LANES, connections -> {
            GroupCommit<String> writer = writer(connections);
            return Callers.callFor(time, callers, caller -> writer.submit(payload));
        });
    }

    /** One caller, whenever it likes. */
    public Figures singly(SingleInserts inserts) throws Exception {
        return on(
                1,
                connections -> inserts.measure(() -> {
                    connections.get(0).insert(List.of(payload));
                    return null;
                }));
    }

    /** Workers claim 100 and complete 100 until all are done. */
    public Figures drain(int jobs) throws Exception {
        return on(WORKERS, connections -> {
            load(connections.get(0), jobs);
            AtomicLong done = new AtomicLong();
            long start = System.nanoTime();
            Callers.together(connections.stream()
                    .map(connection -> worker(connection, done, jobs))
                    .toList());
            double perSecond = Samples.perSecond(jobs, start);
            check(connections.get(0), jobs);
            return Figures.perSecond(perSecond);
        });
    }

    /** Producers that each wait for their own insert, beside the workers; until all are done. */
    public Figures cycle(int producers, int jobs) throws Exception {
        return on(LANES + WORKERS, connections -> {
            GroupCommit<String> writer = writer(connections.subList(0, LANES));
            AtomicLong left = new AtomicLong(jobs);
            return cycle(connections, jobs, Collections.nCopies(producers, () -> {
                while (left.getAndDecrement() > 0) {
                    writer.submit(payload);
                }
                return null;
            }));
        });
    }

    /** Two producers that insert 100 a commit, beside the workers; until all are done. */
    public Figures batchedCycle(int jobs) throws Exception {
        return on(LANES + WORKERS, connections -> {
            List<Callable<Void>> producers = new ArrayList<>();
            for (RawPostgres connection : connections.subList(0, 2)) {
                producers.add(() -> {
                    for (int i = 0; i < jobs / 2; i += BATCH) {
                        connection.insert(Collections.nCopies(Math.min(BATCH, jobs / 2 - i), payload));
                    }
                    return null;
                });
            }
            return cycle(connections, jobs / 2 * 2, producers);
        });
    }

    private Figures cycle(List<RawPostgres> connections, int jobs, List<? extends Callable<Void>> producers)
            throws Exception {
        AtomicLong done = new AtomicLong();
        List<Callable<Void>> tasks = new ArrayList<>(producers);
        connections.subList(LANES, LANES + WORKERS).forEach(connection -> tasks.add(worker(connection, done, jobs)));
        long wal = server.walBytes();
        long start = System.nanoTime();
        Callers.together(tasks);
        double perSecond = Samples.perSecond(jobs, start);
        check(connections.get(0), jobs);
        return Figures.perSecond(perSecond).and("walBytesPerJob", (server.walBytes() - wal) / (double) jobs);
    }

    private static Callable<Void> worker(RawPostgres connection, AtomicLong done, int jobs) {
        return () -> {
            while (done.get() < jobs) {
                List<Claimed> claimed = connection.claim(BATCH);
                if (claimed.isEmpty()) {
                    LockSupport.parkNanos(NOTHING_TO_DO_NANOS);
                } else {
                    connection.complete(claimed);
                    done.addAndGet(claimed.size());
                }
            }
            return null;
        };
    }

    private static GroupCommit<String> writer(List<RawPostgres> connections) {
        return new GroupCommit<>(connections.stream()
                .map(connection -> (GroupCommit.Lane<String>) connection::insert)
                .toList());
    }

    private interface Run {
        Figures on(List<RawPostgres> connections) throws Exception;
    }

    private Figures on(int count, Run run) throws Exception {
        String url = server.newDatabase();
        List<RawPostgres> connections = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                connections.add(new RawPostgres(url, tables));
            }
            connections.get(0).create();
            return run.on(connections);
        } finally {
            for (RawPostgres connection : connections) {
                connection.close();
            }
            server.drop(url);
        }
    }

    private void load(RawPostgres connection, int jobs) throws SQLException {
        for (int i = 0; i < jobs; i += INSERTS) {
            connection.insert(Collections.nCopies(Math.min(INSERTS, jobs - i), payload));
        }
    }

    private static void check(RawPostgres connection, int jobs) throws SQLException {
        if (connection.done() != jobs) {
            throw new IllegalStateException("%d of %d jobs done".formatted(connection.done(), jobs));
        }
    }
}
