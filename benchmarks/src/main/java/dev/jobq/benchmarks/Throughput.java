package dev.jobq.benchmarks;

import dev.jobq.benchmarks.contender.Contender;
import dev.jobq.benchmarks.machine.Database;
import dev.jobq.benchmarks.machine.Disk;
import dev.jobq.benchmarks.machine.PostgresServer;
import dev.jobq.benchmarks.measure.Report;
import dev.jobq.benchmarks.raw.RawPostgresRuns;
import dev.jobq.benchmarks.raw.RawSqliteRuns;
import java.util.List;
import java.util.Set;

/** How many jobs a second: jobq, the machine's limits and other queues, in turn in one run. */
final class Throughput implements Benchmark {

    @Override
    public String about() {
        return "jobq beside raw, db-scheduler and JobRunr [--only=enqueue,bulk,huge,drain,cycle,batched,counts]";
    }

    @Override
    public Set<String> parts() {
        return Set.of("enqueue", "bulk", "huge", "drain", "cycle", "batched", "counts");
    }

    @Override
    public List<String> configuration(Options options) {
        return Contender.configuration(options.contenders(), POSTGRESQL);
    }

    @Override
    public void run(Options options, Disk disk, Report report) throws Exception {
        List<Contender> contenders = options.contenders();
        report.say("Rows are medians of %d rounds", options.rounds());
        if (options.hasStore("sqlite")) {
            RawSqliteRuns raw = RawSqliteRuns.splitTables(disk, Payload.TEXT);
            new Comparison(options, report, contenders, "sqlite", Database.sqlite(disk))
                    .enqueue(
                            "naive_fsync",
                            (callers, time) ->
                                    disk.naiveFsync(time, Payload.TEXT).and("callers", 1),
                            (callers, time) -> raw.enqueue(callers, time))
                    .bulk()
                    .huge()
                    .drain(1, raw::drain)
                    .cycle(1, raw::cycle)
                    .batched(1, raw::batchedCycle);
        }
        if (options.hasStore("postgresql")) {
            try (PostgresServer server = new PostgresServer(disk)) {
                RawPostgresRuns raw = RawPostgresRuns.splitTables(server, Payload.TEXT);
                RawPostgresRuns plain = RawPostgresRuns.oneTable(server, Payload.TEXT);
                new Comparison(options, report, contenders, "postgresql", Database.postgresql(server))
                        .enqueue(
                                "single-row commits",
                                (callers, time) ->
                                        plain.singleRowCommits(callers, time).and("callers", callers),
                                (callers, time) -> raw.enqueue(callers, time))
                        .bulk()
                        .huge()
                        .drain(RawPostgresRuns.WORKERS, raw::drain)
                        .cycle(RawPostgresRuns.WORKERS, raw::cycle)
                        .batched(RawPostgresRuns.WORKERS, raw::batchedCycle);
            }
            if (options.has("counts")) {
                new StatementCounts(options, disk, report, contenders).run();
            }
        }
    }
}
