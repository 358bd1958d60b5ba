package dev.jobq.benchmarks;

import dev.jobq.JobQueue;
import dev.jobq.JobStatus;
import dev.jobq.NewJob;
import dev.jobq.benchmarks.contender.JobqContender;
import dev.jobq.benchmarks.contender.StoreProbe;
import dev.jobq.benchmarks.machine.Database;
import dev.jobq.benchmarks.machine.Disk;
import dev.jobq.benchmarks.measure.Figures;
import dev.jobq.benchmarks.measure.Report;
import dev.jobq.benchmarks.measure.Samples;
import dev.jobq.store.JobStore;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.springframework.context.ConfigurableApplicationContext;

/** Deleting 100,000 ended jobs as the engine does it, and what enqueues and claims beside it have to wait. */
final class Purging implements Benchmark {

    private static final int JOBS = 100_000;
    private static final int CHUNK = 1_000;
    /** As the engine's purger: so many in one go, then a rest. */
    private static final int PIECE = 2_000;

    private static final String CLAIM_P99 = "claimP99Micros";
    private static final Duration REST = Duration.ofMillis(20);
    private static final Duration BETWEEN = Duration.ofMillis(2);

    @Override
    public String about() {
        return "deleting 100,000 ended jobs, and enqueue and claim beside it [--jobs=N] [--only=age,count]";
    }

    @Override
    public Set<String> parts() {
        return Set.of("age", "count");
    }

    @Override
    public void run(Options options, Disk disk, Report report) throws Exception {
        Benchmark.onEachStore(options, disk, (databases, store) -> {
            if (options.has("age")) {
                measure(options, databases, new Run(store, report, Purging::byAge));
            }
            if (options.has("count")) {
                measure(options, databases, new Run(store + " by count", report, Purging::byCount));
            }
        });
        report.printTable("purge");
    }

    private static void measure(Options options, Database.Source databases, Run run) throws Exception {
        int jobs = options.jobs(JOBS);
        try (Database database = databases.open();
                ConfigurableApplicationContext context = start(database)) {
            JobQueue queue = context.getBean(JobQueue.class);
            JobStore jobStore = context.getBean(JobStore.class);
            try (StoreProbe probe = new StoreProbe(jobStore)) {
                end(jobs + CHUNK, queue, probe);
                Duration time = options.seconds(5);
                beside(queue, jobStore, within(time.dividedBy(2))); // warm-up
                Figures before = beside(queue, jobStore, within(time));
                AtomicBoolean isOver = new AtomicBoolean();
                long start = System.nanoTime();
                Thread purger = new Thread(() -> {
                    purge(run, jobStore, jobs);
                    isOver.set(true);
                });
                purger.start();
                Figures during = beside(queue, jobStore, () -> !isOver.get());
                purger.join();
                double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
                double ratio = during.get(CLAIM_P99) / before.get(CLAIM_P99);
                run.report.say("  purge: %s: %d jobs in %.2f s, claims' p99 x %.2f", run.name, jobs, seconds, ratio);
                run.report.row("purge: %s, before".formatted(run.name), before);
                run.report.row(
                        "purge: %s, during".formatted(run.name),
                        during.and("seconds", seconds).and("claimP99Ratio", ratio));
            }
        } catch (RuntimeException ex) {
            run.report.failure("purge: " + run.name, ex);
        }
    }

    private static ConfigurableApplicationContext start(Database database) {
        var properties = JobqContender.properties(database);
        properties.put("jobq.worker.enabled", false);
        return JobqContender.start(properties);
    }

    private static void end(int jobs, JobQueue queue, StoreProbe probe) {
        List<NewJob> chunk = Collections.nCopies(CHUNK, JobqContender.job(0));
        int ended = 0;
        while (ended < jobs) {
            queue.enqueueAll(chunk);
            ended += probe.trade(CHUNK);
        }
    }

    private static int byAge(JobStore store, int most) {
        return store.upkeep().purge(JobqContender.TOPIC, JobStatus.COMPLETED, Duration.ZERO, most);
    }

    /** Those that are measured, and what comes beside them, is always more than stays. */
    private static int byCount(JobStore store, int most) {
        return store.upkeep().trim(JobqContender.TOPIC, JobStatus.COMPLETED, CHUNK, Duration.ZERO, most);
    }

    private static void purge(Run run, JobStore store, int jobs) {
        int gone = 0;
        while (gone < jobs) {
            gone += run.deletion.delete(store, Math.min(PIECE, jobs - gone));
            LockSupport.parkNanos(REST.toNanos());
        }
    }

    private static BooleanSupplier within(Duration time) {
        long start = System.nanoTime();
        return () -> System.nanoTime() - start < time.toNanos();
    }

    /** One thread enqueues, another claims what there is. */
    private static Figures beside(JobQueue queue, JobStore store, BooleanSupplier goesOn) throws InterruptedException {
        Samples enqueues = new Samples();
        Thread producer = new Thread(() -> {
            while (goesOn.getAsBoolean()) {
                long start = System.nanoTime();
                queue.enqueue(JobqContender.job(start));
                enqueues.addMicrosSince(start);
                LockSupport.parkNanos(BETWEEN.toNanos());
            }
        });
        producer.start();
        Samples claims;
        try (StoreProbe probe = new StoreProbe(store)) {
            while (goesOn.getAsBoolean()) {
                if (probe.trade(10) == 0) {
                    LockSupport.parkNanos(BETWEEN.toNanos() / 2);
                }
            }
            claims = probe.claims();
        }
        producer.join();
        return new Figures()
                .and("enqueueP50Micros", enqueues.median())
                .and("enqueueP99Micros", enqueues.percentile(0.99))
                .and("claimP50Micros", claims.median())
                .and(CLAIM_P99, claims.percentile(0.99));
    }

    /** Deletes some ended jobs, at most so many, and tells how many. */
    private interface Deletion {
        int delete(JobStore store, int most);
    }

    /** What is measured. */
    private record Run(String name, Report report, Deletion deletion) {}
}
