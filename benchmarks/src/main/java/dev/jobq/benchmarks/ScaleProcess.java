package dev.jobq.benchmarks;

import dev.jobq.JobQueue;
import dev.jobq.NewJob;
import dev.jobq.actuate.JobqEndpoint;
import dev.jobq.actuate.Readings;
import dev.jobq.actuate.ShowValues;
import dev.jobq.benchmarks.contender.Handled;
import dev.jobq.benchmarks.contender.JobqContender;
import dev.jobq.benchmarks.contender.StoreProbe;
import dev.jobq.benchmarks.machine.Database;
import dev.jobq.benchmarks.machine.ProcessFigures;
import dev.jobq.benchmarks.measure.Samples;
import dev.jobq.store.JobStore;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.springframework.context.ConfigurableApplicationContext;

/** The child of {@link Scale}: prints {@code name=figure} lines. */
public final class ScaleProcess {

    private static final int CHUNK = 1_000;
    private static final int BATCH = 100;
    private static final int LOOKS = 20;
    private static final int CALLS = 200;
    private static final int WARM_UP = 1_000;
    private static final int SCRAPES = 20;

    private final Database database;
    private final int backlog;
    private final int jobs;

    private ScaleProcess(Database database, int backlog, int jobs) {
        this.database = database;
        this.backlog = backlog;
        this.jobs = jobs;
    }

    public static void main(String[] arguments) throws Exception {
        Database database = new Database(
                Database.Store.valueOf(arguments[0]),
                arguments[1],
                arguments[2].isEmpty() ? null : Path.of(arguments[2]),
                () -> {});
        ScaleProcess process =
                new ScaleProcess(database, Integer.parseInt(arguments[3]), Integer.parseInt(arguments[4]));
        process.load();
        process.probe();
        process.work();
        System.out.println("end");
        System.exit(0);
    }

    private void load() {
        try (JobQueue queue = JobqContender.openQueue(database)) {
            long start = System.nanoTime();
            enqueueAll(queue, backlog);
            say("loadedPerSecond", Samples.perSecond(backlog, start));
        }
    }

    /** Single steps, without workers beside. */
    private void probe() {
        Map<String, Object> properties = JobqContender.properties(database);
        properties.put("jobq.worker.enabled", false);
        try (ConfigurableApplicationContext context = JobqContender.start(properties)) {
            JobQueue queue = context.getBean(JobQueue.class);
            JobStore store = context.getBean(JobStore.class);
            Samples enqueue = new Samples();
            Samples scrape = new Samples();
            JobqEndpoint endpoint = new JobqEndpoint(new Readings(store, queue.topics(), null), ShowValues.NEVER);
            // A JVM that has loaded a large backlog is warm; one with a small one must not look slow for that.
            try (StoreProbe claims = new StoreProbe(store)) {
                for (int i = 0; i < Math.min(WARM_UP, jobs / BATCH); i++) {
                    claims.trade(BATCH);
                    enqueueAll(queue, BATCH);
                }
            }
            try (StoreProbe claims = new StoreProbe(store)) {
                for (int i = 0; i < CALLS; i++) {
                    claims.trade(BATCH);
                    enqueueAll(queue, BATCH - 1);
                    long start = System.nanoTime();
                    queue.enqueue(JobqContender.job(0));
                    enqueue.addMicrosSince(start);
                    if (i % (CALLS / SCRAPES) == 0) {
                        start = System.nanoTime();
                        endpoint.jobq();
                        scrape.addMicrosSince(start);
                    }
                }
                sayMedian("claim100P50Micros", claims.claims());
                say("claim100P99Micros", claims.claims().percentile(0.99));
                sayMedian("end100P50Micros", claims.ends());
            }
            sayMedian("enqueueP50Micros", enqueue);
            sayMedian("actuatorP50Micros", scrape);
            say("actuatorMaxMicros", scrape.max());
        }
    }

    /** Workers beside a producer that keeps the backlog as it is. */
    private void work() throws Exception {
        Handled.reset();
        try (ConfigurableApplicationContext context = JobqContender.start(JobqContender.properties(database))) {
            JobQueue queue = context.getBean(JobQueue.class);
            int enqueued = 0;
            int warmUp = jobs / 5;
            long start = System.nanoTime();
            for (long done = 0; done < jobs + warmUp; done = Handled.count()) {
                if (done < warmUp) {
                    start = System.nanoTime();
                }
                if (enqueued - done < Math.min(CHUNK, backlog)) {
                    enqueueAll(queue, CHUNK / 2);
                    enqueued += CHUNK / 2;
                } else {
                    LockSupport.parkNanos(100_000);
                }
            }
            say("jobsPerSecond", Samples.perSecond(jobs, start));
            // What workers hold differs from moment to moment.
            Samples heap = new Samples();
            for (int i = 0; i < LOOKS; i++) {
                enqueueAll(queue, CHUNK);
                heap.add(ProcessFigures.heapMegabytes());
            }
            say("heapMegabytes", heap.median());
            say("residentMegabytes", ProcessFigures.residentMegabytes());
        }
    }

    private static void enqueueAll(JobQueue queue, int count) {
        NewJob job = JobqContender.job(0);
        for (int left = count; left > 0; left -= CHUNK) {
            queue.enqueueAll(Collections.nCopies(Math.min(left, CHUNK), job));
        }
    }

    private static void sayMedian(String name, Samples samples) {
        samples.overFifths(name, Samples::median).values().forEach(ScaleProcess::say);
    }

    private static void say(String name, double figure) {
        System.out.println(name + "=" + figure);
    }
}
