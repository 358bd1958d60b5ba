package dev.jobq.benchmarks;

import dev.jobq.benchmarks.contender.Contender;
import dev.jobq.benchmarks.contender.QueueRuns;
import dev.jobq.benchmarks.machine.Database;
import dev.jobq.benchmarks.measure.Figures;
import dev.jobq.benchmarks.measure.Report;
import dev.jobq.benchmarks.measure.Rounds;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The contenders on one store, in the parts of {@link Throughput}. Each row says how it was driven. */
record Comparison(Options options, Report report, List<Contender> contenders, String store, Database.Source databases) {

    /** Jobs of a drain, unless said otherwise. */
    static final int JOBS = 100_000;

    /** Who enqueues one by one beside the workers. */
    static final int PRODUCERS = 64;

    /** Who enqueues by so many beside the workers. */
    static final int BATCH_PRODUCERS = 2;

    /** How many they enqueue a call. */
    static final int BATCH = 100;

    private static final int[] HUGE_BATCHES = {100_000, 10_000, 1_000};
    private static final String JOBQ = "jobq";
    private static final String RAW = "raw";

    /** What measures by callers. */
    interface ByCallers {
        Figures measure(int callers, Duration time) throws Exception;
    }

    /** What measures by jobs. */
    interface ByJobs {
        Figures measure(int jobs) throws Exception;
    }

    /** What measures by producers. */
    interface ByProducers {
        Figures measure(int producers, int jobs) throws Exception;
    }

    Comparison enqueue(String naive, ByCallers limit, ByCallers raw) {
        Duration time = options.seconds(2);
        for (int callers : options.has("enqueue") ? options.callers() : List.<Integer>of()) {
            Figures driven = new Figures().and("callers", callers);
            Rounds rounds = new Rounds(store + " enqueue, " + callers + " callers").compare("jobqTimes", JOBQ);
            addLimit(rounds, naive, () -> limit.measure(callers, time));
            addLimit(rounds, RAW, () -> raw.measure(callers, time).and(driven));
            enqueuers()
                    .forEach(contender -> rounds.add(
                            contender.name(),
                            () -> runs(contender).enqueue(callers, time).and(driven)));
            rounds.run(options.rounds(), report);
        }
        return this;
    }

    /** What jobq has settings for concerns its workers alone. */
    private Stream<Contender> enqueuers() {
        return contenders.stream()
                .filter(contender -> contender.isTuned() || !contender.name().startsWith(JOBQ));
    }

    Comparison bulk() {
        if (options.has("bulk")) {
            int jobs = options.jobs(JOBS);
            Figures driven = new Figures().and("callers", 1);
            Rounds rounds = new Rounds(store + " enqueueAll, " + jobs + " jobs").compare("jobqTimes", JOBQ);
            enqueuers()
                    .forEach(contender -> rounds.add(
                            contender.name(),
                            () -> runs(contender).enqueueAll(jobs).and(driven)));
            rounds.run(options.rounds(), report);
        }
        return this;
    }

    /** One call of very many, or several of fewer, and what another caller waits beside them; jobq only. */
    Comparison huge() {
        if (options.has("huge")) {
            int jobs = options.jobs(JOBS);
            Rounds rounds = new Rounds(store + " huge enqueueAll, " + jobs + " jobs");
            contenders.stream().filter(one -> one.name().equals(JOBQ)).forEach(contender -> {
                for (int batch : HUGE_BATCHES) {
                    rounds.add(
                            "calls of " + batch,
                            () -> runs(contender).enqueueAllBesideAnother(jobs, Math.min(jobs, batch)));
                }
            });
            rounds.run(options.rounds(), report);
        }
        return this;
    }

    Comparison drain(int rawWorkers, ByJobs raw) {
        if (options.has("drain")) {
            Rounds rounds = compared("drain");
            addLimit(rounds, RAW, () -> raw.measure(options.jobs(JOBS)).and(rawDriven(0, rawWorkers)));
            contenders.forEach(contender -> rounds.add(
                    contender.name(),
                    () -> runs(contender).drain(jobs(contender)).and(driven(0, contender))));
            rounds.run(options.rounds(), report);
        }
        return this;
    }

    Comparison cycle(int rawWorkers, ByProducers raw) {
        if (options.has("cycle")) {
            Rounds rounds = compared("full cycle, " + PRODUCERS + " producers");
            addLimit(
                    rounds,
                    RAW,
                    () -> raw.measure(PRODUCERS, options.jobs(JOBS)).and(rawDriven(PRODUCERS, rawWorkers)));
            contenders.forEach(contender -> rounds.add(
                    contender.name(),
                    () -> runs(contender).cycle(PRODUCERS, jobs(contender)).and(driven(PRODUCERS, contender))));
            rounds.run(options.rounds(), report);
        }
        return this;
    }

    Comparison batched(int rawWorkers, ByJobs raw) {
        if (options.has("batched")) {
            Rounds rounds = compared("full cycle, %d producers of enqueueAll(%d)".formatted(BATCH_PRODUCERS, BATCH));
            addLimit(rounds, RAW, () -> raw.measure(options.jobs(JOBS)).and(rawDriven(BATCH_PRODUCERS, rawWorkers)));
            contenders.forEach(contender -> rounds.add(
                    contender.name(),
                    () -> runs(contender)
                            .batchedCycle(BATCH_PRODUCERS, Math.max(BATCH, jobs(contender)), BATCH)
                            .and(driven(BATCH_PRODUCERS, contender))));
            rounds.run(options.rounds(), report);
        }
        return this;
    }

    private void addLimit(Rounds rounds, String name, Rounds.Variant limit) {
        if (!options.isAlone()) {
            rounds.add(name, limit);
        }
    }

    private Rounds compared(String what) {
        return new Rounds(store + " " + what)
                .compare("jobqTimes", JOBQ)
                .compare("jobqDefaultsTimes", JOBQ + " defaults");
    }

    private static Figures rawDriven(int callers, int workers) {
        return driven(callers, workers, BATCH);
    }

    private static Figures driven(int callers, Contender contender) {
        return driven(callers, contender.concurrency(), contender.prefetch());
    }

    private static Figures driven(int callers, int concurrency, int prefetch) {
        return new Figures()
                .and("callers", callers)
                .and("concurrency", concurrency)
                .and("prefetch", prefetch);
    }

    private QueueRuns runs(Contender contender) {
        return new QueueRuns(contender, databases, Duration.ofSeconds(60));
    }

    private int jobs(Contender contender) {
        return Math.max(1, (int) (options.jobs(JOBS) * contender.share()));
    }
}
