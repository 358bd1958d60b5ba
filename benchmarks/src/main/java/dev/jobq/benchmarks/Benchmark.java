package dev.jobq.benchmarks;

import dev.jobq.benchmarks.machine.Database;
import dev.jobq.benchmarks.machine.Disk;
import dev.jobq.benchmarks.machine.PostgresServer;
import dev.jobq.benchmarks.measure.Report;
import java.util.List;
import java.util.Set;

/** Something that is measured and reported. */
interface Benchmark {

    /** A queue of which nothing is said but where its database is. */
    String JOBQ_DEFAULTS = "jobq: nothing set (concurrency 10, prefetch 1000; SQLite: WAL, synchronous=FULL)";

    /** The server of every run. */
    String POSTGRESQL = "PostgreSQL: " + new java.util.TreeMap<>(PostgresServer.SETTINGS);

    /** Measures. What could not be measured is reported as a failure, or thrown if nothing could. */
    void run(Options options, Disk disk, Report report) throws Exception;

    /** The line of help. */
    String about();

    /** What {@code --only} may name. */
    default Set<String> parts() {
        return Set.of();
    }

    /** How everything that is measured is set, a line each: printed before the run. */
    default List<String> configuration(Options options) {
        return List.of(JOBQ_DEFAULTS, POSTGRESQL);
    }

    /** Measures on each store that is wanted, PostgreSQL on a server of its own. */
    static void onEachStore(Options options, Disk disk, OnStore measurement) throws Exception {
        if (options.hasStore("sqlite")) {
            measurement.measure(Database.sqlite(disk), "sqlite");
        }
        if (options.hasStore("postgresql")) {
            try (PostgresServer server = new PostgresServer(disk)) {
                measurement.measure(Database.postgresql(server), "postgresql");
            }
        }
    }

    /** What is measured on a store. */
    @FunctionalInterface
    interface OnStore {
        /** Measures it. */
        void measure(Database.Source databases, String store) throws Exception;
    }
}
