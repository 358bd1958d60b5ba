package dev.jobq.queue;

import dev.jobq.JobDeletedException;
import dev.jobq.JobEvent;
import dev.jobq.JobId;
import dev.jobq.JobNotFoundException;
import dev.jobq.JobResult;
import dev.jobq.JobqException;
import dev.jobq.QueueClosedException;
import dev.jobq.store.JobEnds;
import dev.jobq.store.JobStore;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * All who wait in this process for jobs to end. One thread looks for all of them, and only while somebody waits: what this
 * process committed and what others tell says which jobs to look at; now and then it looks at all, for hints may get lost. A
 * look is one statement for many jobs, which returns only those that have ended. So nothing is done per waiter but to
 * remember it.
 */
final class Waiters implements EndWatch.Waiting, AutoCloseable {

    /** Jobs in one statement. */
    private static final int CHUNK = 1_000;

    /** Results in memory at a time: each may be as large as the store takes. */
    private static final int MAX_RESULTS = 50;

    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    private final JobEnds ends;
    private final Map<JobId, Set<Waiter.Place>> waiting = new ConcurrentHashMap<>();
    private final ReferenceQueue<Waiter> garbage = new ReferenceQueue<>();
    private final EndWatch watch;

    Waiters(JobStore store) {
        this.ends = store.ends();
        this.watch = new EndWatch(store.signals(), this, Waiters::thread);
        store.onCommit(this::committed);
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "jobq-waiters");
        thread.setDaemon(true);
        return thread;
    }

    /** The end of a job. One that has ended, or does not exist, is told at once. */
    CompletableFuture<JobResult> completion(JobId job) {
        Optional<JobEnds.End> known = ends.of(job);
        if (known.isPresent()) {
            JobResult result = known.get().result();
            return result == null
                    ? CompletableFuture.failedFuture(new JobNotFoundException(job))
                    : CompletableFuture.completedFuture(result);
        }
        Waiter waiter = new Waiter(job, garbage, this::forget);
        waiting.compute(job, (id, places) -> {
            Set<Waiter.Place> all = places == null ? ConcurrentHashMap.newKeySet() : places;
            all.add(waiter.place());
            return all;
        });
        // It may have ended since it was looked at: looked at once more, now that its end would be noticed.
        if (!watch.lookAt(job)) {
            waiter.completeExceptionally(closed());
        }
        return waiter;
    }

    /** Waits for a job to end. */
    JobResult await(JobId job, Duration timeout) throws TimeoutException, InterruptedException {
        if (watch.isCurrentThread()) {
            throw new IllegalStateException(
                    "await for job %s would wait for its own thread: let the stage of completion(…) that calls it be an async one, say thenApplyAsync"
                            .formatted(job));
        }
        CompletableFuture<JobResult> end = completion(job);
        try {
            return end.get(nanos(timeout), TimeUnit.NANOSECONDS);
        } catch (ExecutionException ex) {
            if (ex.getCause() instanceof JobqException cause) {
                throw cause;
            }
            throw new IllegalStateException(ex);
        } catch (TimeoutException ex) {
            throw (TimeoutException)
                    new TimeoutException("Job %s did not end within %s".formatted(job, timeout)).initCause(ex);
        } finally {
            end.cancel(false);
        }
    }

    private static long nanos(Duration timeout) {
        return timeout.compareTo(LONGEST) >= 0 ? Long.MAX_VALUE : timeout.toNanos();
    }

    /** How many wait; those who are garbage count until that is noticed. */
    int size() {
        return waiting.values().stream().mapToInt(Set::size).sum();
    }

    @Override
    public boolean isEmpty() {
        return waiting.isEmpty();
    }

    @Override
    public boolean contains(JobId job) {
        return waiting.containsKey(job);
    }

    /** Called by the store on the committing thread. */
    private void committed(List<JobEvent> events) {
        if (waiting.isEmpty()) {
            return;
        }
        for (JobEvent event : events) {
            JobEvent.Change change = event.change();
            if (change != null
                    && (change.to() == null || change.to().isEnded())
                    && waiting.containsKey(event.job().id())) {
                watch.lookAt(event.job().id());
            }
        }
    }

    @Override
    public void look(Collection<JobId> news) {
        List<JobId> jobs;
        if (news.isEmpty()) {
            clean();
            jobs = List.copyOf(waiting.keySet());
        } else {
            jobs = news.stream().filter(waiting::containsKey).toList();
        }
        for (int from = 0; from < jobs.size(); from += CHUNK) {
            lookAtChunk(jobs.subList(from, Math.min(from + CHUNK, jobs.size())));
        }
    }

    private void lookAtChunk(List<JobId> jobs) {
        List<JobId> left = jobs;
        List<JobEnds.End> ended;
        do {
            ended = ends.of(left, MAX_RESULTS);
            ended.forEach(this::tell);
            left = left.stream().filter(waiting::containsKey).toList();
        } while (ended.size() == MAX_RESULTS && !left.isEmpty());
    }

    private void tell(JobEnds.End end) {
        Set<Waiter.Place> places = waiting.remove(end.job());
        JobResult result = end.result();
        if (result == null) {
            fail(places, new JobDeletedException(end.job()));
            return;
        }
        for (Waiter.Place place : places == null ? Set.<Waiter.Place>of() : places) {
            Waiter waiter = place.get();
            if (waiter != null) {
                waiter.complete(result);
            }
        }
    }

    private void clean() {
        for (Reference<? extends Waiter> gone = garbage.poll(); gone != null; gone = garbage.poll()) {
            forget((Waiter.Place) gone);
        }
        for (Waiter.Place place : waiting.values().stream().flatMap(Set::stream).toList()) {
            if (!place.isWanted()) {
                forget(place);
            }
        }
    }

    private void forget(Waiter.Place place) {
        waiting.computeIfPresent(place.job(), (id, places) -> {
            places.remove(place);
            return places.isEmpty() ? null : places;
        });
    }

    /** Ends all waits. */
    @Override
    public void close() {
        watch.close();
        storeClosed();
    }

    @Override
    public void storeClosed() {
        for (JobId job : List.copyOf(waiting.keySet())) {
            fail(waiting.remove(job), closed());
        }
    }

    private static void fail(@Nullable Set<Waiter.Place> places, JobqException cause) {
        for (Waiter.Place place : places == null ? Set.<Waiter.Place>of() : places) {
            Waiter waiter = place.get();
            if (waiter != null) {
                waiter.completeExceptionally(cause);
            }
        }
    }

    private static QueueClosedException closed() {
        return new QueueClosedException("The job queue was closed while a job was waited for");
    }
}
