package dev.jobq.benchmarks.chaos;

import dev.jobq.JobId;
import dev.jobq.JobQueue;
import dev.jobq.JobqException;
import dev.jobq.NewJob;
import dev.jobq.benchmarks.machine.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Jobs that take long: without them few of the workers that are frozen would have a handler that runs, and can be told. */
final class LongWork {

    private static final int TRIES = 100;
    private static final long BETWEEN_MILLIS = 10;

    private final Database database;
    private final Path histories;
    private final long millis;

    /** @param millis how long each job takes */
    LongWork(Database database, Path histories, long millis) {
        this.database = database;
        this.histories = histories;
        this.millis = millis;
    }

    /**
     * Enqueues jobs, and waits until a worker has begun one of them; not for longer than they take, for it may be busy with
     * another's.
     *
     * @param worker its process id
     */
    void keepBusy(long worker, int jobs) throws IOException, InterruptedException {
        Set<Long> ids = enqueue(jobs);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!hasBegunOne(ids, worker) && System.nanoTime() < end) {
            Pause.millis(BETWEEN_MILLIS);
        }
    }

    private Set<Long> enqueue(int jobs) throws IOException, InterruptedException {
        List<NewJob> all = Collections.nCopies(
                jobs,
                NewJob.of(ChaosWorker.LONG, new Task(TimeUnit.MILLISECONDS.toMicros(millis), 0, Deed.NONE))
                        .type("task"));
        JobqException last = null;
        for (int i = 0; i < TRIES; i++) {
            try (JobQueue queue = Findings.open(database);
                    History history = new History(histories)) {
                List<JobId> ids = queue.enqueueAll(all);
                ids.forEach(id -> history.add(Deed.Kind.ACKNOWLEDGED, id.value(), 0, Deed.NONE));
                return ids.stream().map(JobId::value).collect(Collectors.toSet());
            } catch (JobqException ex) {
                // What happened to the server before may not be over. Not acknowledged: it may be there or not.
                last = ex;
                Pause.millis(BETWEEN_MILLIS);
            }
        }
        throw new IOException("nothing can be enqueued", last);
    }

    private boolean hasBegunOne(Set<Long> ids, long worker) throws IOException {
        return History.read(histories, worker).stream()
                .anyMatch(deed -> deed.kind() == Deed.Kind.STARTED && ids.contains(deed.job()));
    }
}
