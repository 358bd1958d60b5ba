package dev.jobq.benchmarks;

import dev.jobq.benchmarks.machine.Database;
import dev.jobq.benchmarks.machine.Disk;
import dev.jobq.benchmarks.machine.PostgresServer;
import dev.jobq.benchmarks.measure.Report;

/** Something that is measured and reported. */
interface Benchmark {

    /** Measures. What could not be measured is reported as a failure, or thrown if nothing could. */
    void run(Options options, Disk disk, Report report) throws Exception;

    /** The line of help. */
    String about();

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
