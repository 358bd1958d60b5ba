package dev.jobq.benchmarks.contender;

import dev.jobq.benchmarks.machine.Database;
import dev.jobq.benchmarks.measure.Callers;
import dev.jobq.benchmarks.measure.Figures;
import dev.jobq.benchmarks.measure.Samples;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** Measured runs of one contender, each on a new database. */
public final class QueueRuns {

    private static final int CHUNK = 10_000;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Contender contender;
    private final Database.Source databases;
    private final Duration patience;

    /** @param patience after how long a run that goes on until all is done is cut short, and its rate taken */
    public QueueRuns(Contender contender, Database.Source databases, Duration patience) {
        this.contender = contender;
        this.databases = databases;
        this.patience = patience;
    }

    /** Callers that each enqueue one job at a time. */
    public Figures enqueue(int callers, Duration time) throws Exception {
        return on((queue, database) -> {
            queue.enqueue(0);
            ResourceUse use = ResourceUse.start(database, databases.server());
            Figures figures = Callers.callFor(time, callers, caller -> queue.enqueue(System.nanoTime()));
            long jobs = queue.unfinished();
            return figures.and("jobs", (double) jobs).and(use.perJob(jobs));
        });
    }

    /** One call that enqueues all. */
    public Figures enqueueAll(int jobs) throws Exception {
        return enqueueAll(jobs, jobs);
    }

    /**
     * Calls that enqueue so many each, one after the other, while another thread enqueues single jobs: how long that one
     * had to wait at worst.
     */
    public Figures enqueueAllBesideAnother(int jobs, int batch) throws Exception {
        return on((queue, database) -> {
            queue.enqueue(0);
            AtomicBoolean isOver = new AtomicBoolean();
            Samples millis = new Samples();
            Thread other = new Thread(() -> {
                while (!isOver.get()) {
                    long start = System.nanoTime();
                    queue.enqueue(start);
                    millis.add(Samples.micros(System.nanoTime() - start) / 1_000);
                    LockSupport.parkNanos(LOOK_NANOS);
                }
            });
            other.start();
            long start = System.nanoTime();
            enqueueAll(queue, jobs, batch);
            double perSecond = Samples.perSecond(jobs, start);
            isOver.set(true);
            other.join();
            return Figures.perSecond(perSecond)
                    .and("batch", batch)
                    .and("otherP50Millis", millis.median())
                    .and("otherMaxMillis", millis.max());
        });
    }

    private Figures enqueueAll(int jobs, int batch) throws Exception {
        return on((queue, database) -> {
            queue.enqueue(0);
            ResourceUse use = ResourceUse.start(database, databases.server());
            long start = System.nanoTime();
            enqueueAll(queue, jobs, batch);
            return Figures.perSecond(Samples.perSecond(jobs, start))
                    .and("batch", batch)
                    .and(use.perJob(jobs));
        });
    }

    private static void enqueueAll(OpenQueue queue, int jobs, int batch) {
        for (int i = 0; i < jobs; i += batch) {
            queue.enqueueAll(Math.min(batch, jobs - i));
        }
    }

    /** Workers on jobs that wait already: from the first one's start until all are recorded as ended. */
    public Figures drain(int jobs) throws Exception {
        return on((queue, database) -> {
            enqueueAll(queue, jobs, CHUNK);
            Handled.reset();
            queue.startWorkers();
            long deadline = System.nanoTime() + patience.toNanos();
            awaitHandled(1, deadline);
            ResourceUse use = ResourceUse.start(database, databases.server());
            return figures(queue, use, jobs, jobs, Handled.firstAt(), deadline);
        });
    }

    /** Producers that each enqueue one job at a time, beside the workers: until all are recorded as ended. */
    public Figures cycle(int producers, int jobs) throws Exception {
        return cycle(producers, jobs, 1);
    }

    /** Producers whose calls enqueue so many each, beside the workers: until all are recorded as ended. */
    public Figures batchedCycle(int producers, int jobs, int batch) throws Exception {
        return cycle(producers, jobs / batch * batch, batch);
    }

    private Figures cycle(int producers, int jobs, int batch) throws Exception {
        return on((queue, database) -> {
            Handled.reset();
            queue.startWorkers();
            queue.enqueue(0);
            long deadline = System.nanoTime() + patience.toNanos();
            awaitHandled(1, deadline);
            Callers.Call call = caller -> {
                if (batch == 1) {
                    queue.enqueue(System.nanoTime());
                } else {
                    queue.enqueueAll(batch);
                }
            };
            ResourceUse use = ResourceUse.start(database, databases.server());
            long start = System.nanoTime();
            ExecutorService one = Executors.newSingleThreadExecutor();
            try {
                Future<Figures> produced = one.submit(() -> Callers.callTimes(jobs / batch, producers, call));
                Figures enqueued = produced.get(patience.toSeconds() + 1, TimeUnit.SECONDS);
                return figures(queue, use, jobs, jobs + 1, start, deadline)
                        .and("enqueueP99Micros", enqueued.get("p99Micros"));
            } finally {
                one.shutdownNow();
            }
        });
    }

    private static Figures figures(OpenQueue queue, ResourceUse use, int jobs, int handled, long start, long deadline)
            throws Exception {
        awaitHandled(handled, deadline);
        long unfinished = queue.unfinished();
        while (unfinished > 0 && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(LOOK_NANOS);
            unfinished = queue.unfinished();
        }
        long nanos = System.nanoTime() - start;
        long done = jobs - Math.min(unfinished, jobs);
        if (done == 0) {
            throw new IllegalStateException("nothing was done in time");
        }
        return Figures.perSecond(Samples.perSecondOf(done, nanos))
                .and("jobs", (double) done)
                .and(use.perJob(done));
    }

    private static void awaitHandled(int jobs, long deadline) {
        while (Handled.count() < jobs && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private interface Run {
        Figures on(OpenQueue queue, Database database) throws Exception;
    }

    private Figures on(Run run) throws Exception {
        try (Database database = databases.open();
                OpenQueue queue = contender.open(database)) {
            return run.on(queue, database);
        }
    }
}
