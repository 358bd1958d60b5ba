package dev.jobq.benchmarks;

import dev.jobq.benchmarks.contender.Contender;
import dev.jobq.benchmarks.contender.QueueRuns;
import dev.jobq.benchmarks.machine.Database;
import dev.jobq.benchmarks.machine.Disk;
import dev.jobq.benchmarks.machine.PostgresServer;
import dev.jobq.benchmarks.measure.Figures;
import dev.jobq.benchmarks.measure.Report;
import dev.jobq.benchmarks.measure.Rounds;
import dev.jobq.benchmarks.raw.RawPostgresRuns;
import dev.jobq.benchmarks.raw.RawSqliteRuns;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** How many jobs a second: jobq, the machine's limits and other queues, in turn in one run. */
final class Throughput implements Benchmark {

    private static final int JOBS = 100_000;
    private static final int PRODUCERS = 64;
    private static final String JOBQ = "jobq";

    @Override
    public String about() {
        return "jobq beside raw, db-scheduler and JobRunr [--only=enqueue,bulk,drain,cycle,counts]";
    }

    @Override
    public Set<String> parts() {
        return Set.of("enqueue", "bulk", "drain", "cycle", "counts");
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
                            (callers, time) -> disk.naiveFsync(time, Payload.TEXT),
                            (callers, time) -> raw.enqueue(callers, time))
                    .bulk()
                    .drain(raw::drain)
                    .cycle(raw::cycle);
        }
        if (options.hasStore("postgresql")) {
            try (PostgresServer server = new PostgresServer(disk)) {
                RawPostgresRuns raw = RawPostgresRuns.splitTables(server, Payload.TEXT);
                RawPostgresRuns plain = RawPostgresRuns.oneTable(server, Payload.TEXT);
                new Comparison(options, report, contenders, "postgresql", Database.postgresql(server))
                        .enqueue(
                                "single-row commits",
                                (callers, time) -> plain.singleRowCommits(callers, time),
                                (callers, time) -> raw.enqueue(callers, time))
                        .bulk()
                        .drain(raw::drain)
                        .cycle(raw::cycle);
            }
            if (options.has("counts")) {
                new StatementCounts(options, disk, report, contenders).run();
            }
        }
    }

    private interface ByCallers {
        Figures measure(int callers, Duration time) throws Exception;
    }

    private interface ByJobs {
        Figures measure(int jobs) throws Exception;
    }

    private interface ByProducers {
        Figures measure(int producers, int jobs) throws Exception;
    }

    /** The contenders on one store. */
    private record Comparison(
            Options options, Report report, List<Contender> contenders, String store, Database.Source databases) {

        Comparison enqueue(String naive, ByCallers limit, ByCallers raw) {
            Duration time = options.seconds(2);
            for (int callers : options.has("enqueue") ? options.callers() : List.<Integer>of()) {
                Rounds rounds = new Rounds(store + " enqueue, " + callers + " callers")
                        .add(naive, () -> limit.measure(callers, time))
                        .add("raw", () -> raw.measure(callers, time))
                        .compare("jobqTimes", JOBQ);
                contenders.stream()
                        .filter(Contender::isTuned)
                        .forEach(contender -> rounds.add(
                                contender.name(), () -> runs(contender).enqueue(callers, time)));
                rounds.run(options.rounds(), report);
            }
            return this;
        }

        Comparison bulk() {
            if (options.has("bulk")) {
                int jobs = options.jobs(JOBS);
                Rounds rounds = new Rounds(store + " enqueueAll, " + jobs + " jobs").compare("jobqTimes", JOBQ);
                contenders.stream()
                        .filter(Contender::isTuned)
                        .forEach(contender -> rounds.add(
                                contender.name(), () -> runs(contender).enqueueAll(jobs)));
                rounds.run(options.rounds(), report);
            }
            return this;
        }

        Comparison drain(ByJobs raw) {
            if (options.has("drain")) {
                Rounds rounds = new Rounds(store + " drain")
                        .add("raw", () -> raw.measure(options.jobs(JOBS)))
                        .compare("jobqTimes", JOBQ)
                        .compare("jobqDefaultsTimes", JOBQ + " defaults");
                contenders.forEach(contender ->
                        rounds.add(contender.name(), () -> runs(contender).drain(jobs(contender))));
                rounds.run(options.rounds(), report);
            }
            return this;
        }

        Comparison cycle(ByProducers raw) {
            if (options.has("cycle")) {
                Rounds rounds = new Rounds(store + " full cycle, " + PRODUCERS + " producers")
                        .add("raw", () -> raw.measure(PRODUCERS, options.jobs(JOBS)))
                        .compare("jobqTimes", JOBQ)
                        .compare("jobqDefaultsTimes", JOBQ + " defaults");
                contenders.forEach(contender ->
                        rounds.add(contender.name(), () -> runs(contender).cycle(PRODUCERS, jobs(contender))));
                rounds.run(options.rounds(), report);
            }
            return this;
        }

        private QueueRuns runs(Contender contender) {
            return new QueueRuns(contender, databases, Duration.ofSeconds(60));
        }

        private int jobs(Contender contender) {
            return Math.max(1, (int) (options.jobs(JOBS) * contender.share()));
        }
    }
}
