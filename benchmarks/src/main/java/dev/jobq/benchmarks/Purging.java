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

    private static final Duration REST = Duration.ofMillis(20);
    private static final Duration BETWEEN = Duration.ofMillis(2);

    @Override
    public String about() {
        return "deleting 100,000 ended jobs, and enqueue and claim beside it [--jobs=N]";
    }

    @Override
    public void run(Options options, Disk disk, Report report) throws Exception {
        Benchmark.onEachStore(options, disk, (databases, store) -> measure(options, databases, store, report));
        report.printTable("purge");
    }

    private static void measure(Options options, Database.Source databases, String store, Report report)
            throws Exception {
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
                    purge(jobStore, jobs);
                    isOver.set(true);
                });
                purger.start();
                Figures during = beside(queue, jobStore, () -> !isOver.get());
                purger.join();
                double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
                report.say("  purge: %s: %d jobs in %.2f s", store, jobs, seconds);
                report.row("purge: %s, before".formatted(store), before);
                report.row("purge: %s, during".formatted(store), during.and("seconds", seconds));
            }
        } catch (RuntimeException ex) {
            report.failure("purge: " + store, ex);
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

    private static void purge(JobStore store, int jobs) {
        int gone = 0;
        while (gone < jobs) {
            gone += store.upkeep()
                    .purge(JobqContender.TOPIC, JobStatus.COMPLETED, Duration.ZERO, Math.min(PIECE, jobs - gone));
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
                .and("claimP99Micros", claims.percentile(0.99));
    }
}
