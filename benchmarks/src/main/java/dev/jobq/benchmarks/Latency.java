package dev.jobq.benchmarks;

import dev.jobq.benchmarks.contender.Contender;
import dev.jobq.benchmarks.contender.EnqueuingProcess;
import dev.jobq.benchmarks.contender.Handled;
import dev.jobq.benchmarks.contender.OpenQueue;
import dev.jobq.benchmarks.machine.ChildJvm;
import dev.jobq.benchmarks.machine.Database;
import dev.jobq.benchmarks.machine.Disk;
import dev.jobq.benchmarks.machine.PostgresServer;
import dev.jobq.benchmarks.measure.Figures;
import dev.jobq.benchmarks.measure.Report;
import dev.jobq.benchmarks.measure.Samples;
import dev.jobq.benchmarks.raw.RawPostgresRuns;
import dev.jobq.benchmarks.raw.RawSqliteRuns;
import dev.jobq.benchmarks.raw.SingleInserts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** From the call of enqueue to the start of the handler on an idle worker, one job at a time. */
final class Latency implements Benchmark {

    private static final int JOBS = 500;
    private static final int WARM_UP = 50_000;
    private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(15);
    private static final int WAITING = 2_000;
    private static final int LONGEST_SECONDS = 60;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final double MICROS_PER_MILLI = 1_000;

    @Override
    public String about() {
        return "enqueue to handler start on an idle worker, at most 60 s each [--only=same,other: process]";
    }

    @Override
    public Set<String> parts() {
        return Set.of("same", "other");
    }

    @Override
    public List<String> configuration(Options options) {
        return Contender.configuration(
                options.contenders(),
                POSTGRESQL,
                "ratio: of the median to that of a bare durable insert; in brackets the medians of fifths of the samples");
    }

    @Override
    public void run(Options options, Disk disk, Report report) throws Exception {
        Benchmark.onEachStore(options, disk, (databases, store) -> {
            PostgresServer server = databases.server();
            BlockingQueue<Long> delays = new LinkedBlockingQueue<>();
            SingleInserts raw = insert -> sample(options, delays, () -> {
                long start = System.nanoTime();
                insert.call();
                delays.add(System.nanoTime() - start);
            });
            Figures limit = server == null
                    ? RawSqliteRuns.splitTables(disk, Payload.TEXT).singly(raw)
                    : RawPostgresRuns.splitTables(server, Payload.TEXT).singly(raw);
            double millis = limit.get("p50Millis");
            report.row("%s latency, milliseconds: raw, one durable insert".formatted(store), limit.and("ratio", 1));
            run(options, databases, store, millis, report);
        });
    }

    private static void run(Options options, Database.Source databases, String store, double raw, Report report) {
        for (Contender contender : options.contenders()) {
            for (String process : new String[] {"same", "other"}) {
                if (options.has(process)) {
                    String name =
                            "%s latency, milliseconds: %s, %s process".formatted(store, contender.name(), process);
                    try {
                        Figures figures = measure(options, databases, contender, process);
                        report.say("  %s: p50 %.2f ms", name, figures.get("p50Millis"));
                        report.row(
                                name,
                                figures.and("ratio", figures.get("p50Millis") / raw)
                                        .and("concurrency", contender.concurrency())
                                        .and("prefetch", contender.prefetch()));
                    } catch (Exception ex) {
                        report.failure(name, ex);
                    }
                }
            }
        }
        report.printTable(store + " latency, milliseconds");
    }

    private static Figures measure(Options options, Database.Source databases, Contender contender, String process)
            throws Exception {
        try (Database database = databases.open();
                OpenQueue queue = contender.open(database)) {
            queue.startWorkers();
            BlockingQueue<Long> delays = new LinkedBlockingQueue<>();
            Handled.reset(delays::add);
            if (process.equals("same")) {
                List<Long> calls = new ArrayList<>();
                Figures figures = sample(options, delays, () -> {
                    long start = System.nanoTime();
                    queue.enqueue(start);
                    calls.add(System.nanoTime() - start);
                });
                Samples millis = new Samples();
                calls.subList(calls.size() - (int) figures.get("jobs"), calls.size())
                        .forEach(nanos -> millis.add(Samples.micros(nanos) / MICROS_PER_MILLI));
                return figures.and("callP50Millis", millis.median());
            } else {
                try (ChildJvm child = EnqueuingProcess.start(contender, database)) {
                    return sample(options, delays, () -> child.say("enqueue"));
                }
            }
        }
    }

    private interface Enqueue {
        /** Enqueues a job whose delay in nanoseconds is going to be told. */
        void one() throws Exception;
    }

    private static Figures sample(Options options, BlockingQueue<Long> delays, Enqueue enqueue) throws Exception {
        Random random = new Random(1);
        Samples millis = new Samples();
        int jobs = options.jobs(JOBS);
        Pauses pauses = Pauses.of(options);
        int warmedUp = warmUp(options.warmUp(WARM_UP), delays, enqueue);
        Duration longest = options.isQuick() ? Duration.ofSeconds(2) : options.seconds(LONGEST_SECONDS);
        long start = System.nanoTime();
        for (int i = 0; i < jobs && (i == 0 || System.nanoTime() - start < longest.toNanos()); i++) {
            // At another moment of everybody's intervals each time.
            long shortest = pauses.shortest.toNanos();
            LockSupport.parkNanos(shortest + (long) (random.nextDouble() * (pauses.longest.toNanos() - shortest)));
            enqueue.one();
            millis.add(Samples.micros(next(delays)) / MICROS_PER_MILLI);
        }
        return new Figures()
                .and("warmUpJobs", warmedUp)
                .and("jobs", millis.size())
                .and("minMillis", millis.min())
                .and(millis.overFifths("p50Millis", Samples::median))
                .and("p95Millis", millis.percentile(0.95))
                .and("p99Millis", millis.percentile(0.99))
                .and("maxMillis", millis.max());
    }

    /** One after the other, so that what is measured then is not the compiler. Whoever is slow has its work done before, too. */
    private static int warmUp(int jobs, BlockingQueue<Long> delays, Enqueue enqueue) throws Exception {
        long start = System.nanoTime();
        int done = 0;
        int waiting = 0;
        while (done < jobs && System.nanoTime() - start < LONGEST_WARM_UP.toNanos()) {
            enqueue.one();
            done++;
            if (waiting == WAITING) {
                next(delays);
            } else {
                waiting++;
            }
        }
        for (int i = 0; i < waiting; i++) {
            next(delays);
        }
        return done;
    }

    private record Pauses(Duration shortest, Duration longest) {

        private static final Pauses SHORT = new Pauses(Duration.ofMillis(10), Duration.ofMillis(50));

        static Pauses of(Options options) {
            Duration middle = options.pause(Duration.ZERO);
            return middle.isZero()
                    ? SHORT
                    : new Pauses(middle.dividedBy(2), middle.multipliedBy(3).dividedBy(2));
        }
    }

    private static long next(BlockingQueue<Long> delays) throws InterruptedException {
        Long delay = delays.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (delay == null) {
            throw new IllegalStateException("a job did not start within " + PATIENCE);
        }
        return delay;
    }
}
