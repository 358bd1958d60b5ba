package dev.jobq.benchmarks;

import dev.jobq.benchmarks.machine.Disk;
import dev.jobq.benchmarks.machine.PostgresServer;
import dev.jobq.benchmarks.measure.Report;
import dev.jobq.benchmarks.measure.Rounds;
import dev.jobq.benchmarks.raw.RawPostgresRuns;
import dev.jobq.benchmarks.raw.RawSqliteRuns;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** What bare JDBC does with each store, fully durable: the limit that the engine is compared with. */
final class Raw implements Benchmark {

    private static final int[] CALLERS = {1, 16, 64, 256};
    private static final int JOBS = 100_000;

    @Override
    public String about() {
        return "bare JDBC loops on both stores, the limit to compare with [--only=loop,enqueue,drain,cycle]";
    }

    @Override
    public Set<String> parts() {
        return Set.of("loop", "enqueue", "drain", "cycle");
    }

    @Override
    public List<String> configuration(Options options) {
        return List.of("Bare JDBC; SQLite: WAL, synchronous=FULL", POSTGRESQL);
    }

    @Override
    public void run(Options options, Disk disk, Report report) throws Exception {
        if (options.hasStore("sqlite")) {
            sqlite(options, disk, report);
        }
        if (options.hasStore("postgresql")) {
            try (PostgresServer server = new PostgresServer(disk)) {
                postgresql(options, server, report);
            }
        }
    }

    private static void sqlite(Options options, Disk disk, Report report) {
        RawSqliteRuns one = RawSqliteRuns.oneTable(disk, Payload.TEXT);
        RawSqliteRuns split = RawSqliteRuns.splitTables(disk, Payload.TEXT);
        int jobs = options.jobs(JOBS);
        Duration time = options.seconds(3);
        if (options.has("loop")) {
            new Rounds("raw sqlite loop")
                    .add("split tables", () -> split.loop(jobs))
                    .add("one table", () -> one.loop(jobs))
                    .run(options.rounds(), report);
        }
        if (options.has("enqueue")) {
            Rounds enqueue =
                    new Rounds("raw sqlite enqueue").add("naive_fsync", () -> disk.naiveFsync(time, Payload.TEXT));
            for (int callers : CALLERS) {
                enqueue.add("split tables, " + callers + " callers", () -> split.enqueue(callers, time));
                enqueue.add("one table, " + callers + " callers", () -> one.enqueue(callers, time));
            }
            enqueue.run(options.rounds(), report);
        }
        if (options.has("drain")) {
            new Rounds("raw sqlite drain")
                    .add("split tables", () -> split.drain(jobs))
                    .add("one table", () -> one.drain(jobs))
                    .run(options.rounds(), report);
        }
        if (options.has("cycle")) {
            Rounds cycle = new Rounds("raw sqlite cycle").add("naive_fsync", () -> disk.naiveFsync(time, Payload.TEXT));
            for (int producers : new int[] {1, 16, 64}) {
                int few = producers == 1 ? jobs / 10 : jobs;
                cycle.add("split tables, " + producers + " producers", () -> split.cycle(producers, few));
                cycle.add("one table, " + producers + " producers", () -> one.cycle(producers, few));
            }
            cycle.add("split tables, 2 producers of 100", () -> split.batchedCycle(jobs));
            cycle.add("one table, 2 producers of 100", () -> one.batchedCycle(jobs));
            cycle.run(options.rounds(), report);
        }
    }

    private static void postgresql(Options options, PostgresServer server, Report report) {
        RawPostgresRuns one = RawPostgresRuns.oneTable(server, Payload.TEXT);
        RawPostgresRuns split = RawPostgresRuns.splitTables(server, Payload.TEXT);
        int jobs = options.jobs(JOBS);
        Duration time = options.seconds(3);
        if (options.has("loop")) {
            new Rounds("raw postgresql loop")
                    .add("split tables", () -> split.loop(jobs))
                    .add("one table", () -> one.loop(jobs))
                    .run(options.rounds(), report);
        }
        if (options.has("enqueue")) {
            Rounds enqueue = new Rounds("raw postgresql enqueue");
            for (int callers : CALLERS) {
                enqueue.add("single-row commits, " + callers + " clients", () -> one.singleRowCommits(callers, time));
            }
            for (int callers : CALLERS) {
                enqueue.add(
                        "split tables, shared commits, " + callers + " callers", () -> split.enqueue(callers, time));
                enqueue.add("one table, shared commits, " + callers + " callers", () -> one.enqueue(callers, time));
            }
            enqueue.run(options.rounds(), report);
        }
        if (options.has("drain")) {
            new Rounds("raw postgresql drain")
                    .add("split tables", () -> split.drain(jobs))
                    .add("one table", () -> one.drain(jobs))
                    .run(options.rounds(), report);
        }
        if (options.has("cycle")) {
            new Rounds("raw postgresql cycle")
                    .add("split tables, 2 producers of 100", () -> split.batchedCycle(jobs))
                    .add("one table, 2 producers of 100", () -> one.batchedCycle(jobs))
                    .add("split tables, 64 producers", () -> split.cycle(64, jobs))
                    .add("one table, 64 producers", () -> one.cycle(64, jobs))
                    .run(options.rounds(), report);
        }
    }
}
