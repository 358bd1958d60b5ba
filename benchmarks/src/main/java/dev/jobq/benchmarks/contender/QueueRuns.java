package dev.jobq.benchmarks.contender;

import dev.jobq.benchmarks.machine.Database;
import dev.jobq.benchmarks.measure.Callers;
import dev.jobq.benchmarks.measure.Figures;
import dev.jobq.benchmarks.measure.Samples;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
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
            return figures.and(use.perJob(queue.unfinished()));
        });
    }

    /** One call that enqueues all. */
    public Figures enqueueAll(int jobs) throws Exception {
        return on((queue, database) -> {
            queue.enqueue(0);
            ResourceUse use = ResourceUse.start(database, databases.server());
            long start = System.nanoTime();
            queue.enqueueAll(jobs);
            return Figures.perSecond(Samples.perSecond(jobs, start)).and(use.perJob(jobs));
        });
    }

    /** Workers on jobs that wait already: from the first one's start until all are recorded as ended. */
    public Figures drain(int jobs) throws Exception {
        return on((queue, database) -> {
            for (int i = 0; i < jobs; i += CHUNK) {
                queue.enqueueAll(Math.min(CHUNK, jobs - i));
            }
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
        return on((queue, database) -> {
            Handled.reset();
            queue.startWorkers();
            queue.enqueue(0);
            long deadline = System.nanoTime() + patience.toNanos();
            awaitHandled(1, deadline);
            ResourceUse use = ResourceUse.start(database, databases.server());
            long start = System.nanoTime();
            ExecutorService one = Executors.newSingleThreadExecutor();
            try {
                Callable<Figures> producing =
                        () -> Callers.callTimes(jobs, producers, caller -> queue.enqueue(System.nanoTime()));
                Future<Figures> produced = one.submit(producing);
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
