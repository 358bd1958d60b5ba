package dev.jobq.benchmarks;

import dev.jobq.JobId;
import dev.jobq.JobQueue;
import dev.jobq.benchmarks.contender.EndingProcess;
import dev.jobq.benchmarks.contender.JobqContender;
import dev.jobq.benchmarks.machine.ChildJvm;
import dev.jobq.benchmarks.machine.Database;
import dev.jobq.benchmarks.machine.Disk;
import dev.jobq.benchmarks.measure.Figures;
import dev.jobq.benchmarks.measure.Report;
import dev.jobq.benchmarks.measure.Samples;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.springframework.context.ConfigurableApplicationContext;

/** From the commit of a job's end in one process to the return of {@code await} in another, one job at a time. */
final class Awaiting implements Benchmark {

    private static final int JOBS = 1_000;
    private static final int WARM_UP = 100;
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final int LONGEST_GAP_MILLIS = 40;
    private static final double MICROS_PER_MILLI = 1_000;

    @Override
    public String about() {
        return "from a job's end in another process to the return of await [--jobs=N]";
    }

    @Override
    public void run(Options options, Disk disk, Report report) throws Exception {
        Benchmark.onEachStore(options, disk, (databases, store) -> measure(options, databases, store, report));
        report.printTable("await, milliseconds");
    }

    private static void measure(Options options, Database.Source databases, String store, Report report) {
        String name = "await, milliseconds: " + store;
        try (Database database = databases.open();
                ConfigurableApplicationContext context = start(database);
                ChildJvm child = EndingProcess.start(database)) {
            Figures figures = sample(options, context.getBean(JobQueue.class), child);
            report.say("  %s: p50 %.2f ms after the commit", name, figures.get("p50Millis"));
            report.row(name, figures);
        } catch (Exception ex) {
            report.failure(name, ex);
        }
    }

    private static ConfigurableApplicationContext start(Database database) {
        Map<String, Object> properties = JobqContender.properties(database);
        properties.put("jobq.worker.enabled", false);
        return JobqContender.start(properties);
    }

    private static Figures sample(Options options, JobQueue queue, ChildJvm child) throws Exception {
        Random random = new Random(1);
        Samples fromCommit = new Samples();
        Samples withCommit = new Samples();
        ExecutorService waiter = Executors.newSingleThreadExecutor();
        try {
            int jobs = options.jobs(JOBS);
            for (int i = options.isQuick() ? -1 : -WARM_UP; i < jobs; i++) {
                JobId id = queue.enqueue(JobqContender.job(0));
                Future<Long> returned = waiter.submit(() -> {
                    queue.await(id, LONGEST);
                    return System.nanoTime();
                });
                // The job is claimed and somebody waits for it when it ends, at another moment each time.
                child.say("claim");
                child.hear();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10 + random.nextInt(LONGEST_GAP_MILLIS)));
                child.say("end");
                String[] times = child.hear().split(" ", -1);
                long end = returned.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
                if (i >= 0) {
                    // Who waits may know of the commit before the process that commits does.
                    fromCommit.add(Math.max(0, Samples.micros(end - Long.parseLong(times[1])) / MICROS_PER_MILLI));
                    withCommit.add(Samples.micros(end - Long.parseLong(times[0])) / MICROS_PER_MILLI);
                }
            }
        } finally {
            waiter.shutdownNow();
        }
        return new Figures()
                .and("jobs", fromCommit.size())
                .and("p50Millis", fromCommit.median())
                .and("p95Millis", fromCommit.percentile(0.95))
                .and("p99Millis", fromCommit.percentile(0.99))
                .and("maxMillis", fromCommit.max())
                .and("withCommitP50Millis", withCommit.median())
                .and("withCommitP99Millis", withCommit.percentile(0.99));
    }
}
