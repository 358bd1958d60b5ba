package dev.jobq.store.jdbc.postgresql;

import dev.jobq.JobqException;
import dev.jobq.StoreException;
import dev.jobq.StoreUnavailableException;
import dev.jobq.store.JobDraft;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Joins the inserts of callers that come at the same time in one transaction. A caller that finds no other writing writes at
 * once; those who come meanwhile wait, and the first of them then writes for all: no timers, and no thread of its own.
 *
 * @param <T> what each job becomes
 */
final class InsertQueue<T> {

    /** So many write side by side: while one waits for its commit to reach the disk, the other fills the next. */
    static final int WRITERS = 2;

    /** A batch is closed once it has so many. */
    private static final int FULL = 1_000;

    private final Function<List<JobDraft>, List<T>> write;
    private final Uninterrupted uninterrupted = new Uninterrupted("jobq-inserter");
    private final Queue<Request<T>> waiting = new ConcurrentLinkedQueue<>();
    private final Semaphore writers;

    /**
     * A queue.
     *
     * @param write writes jobs in a transaction, all or nothing
     */
    InsertQueue(Function<List<JobDraft>, List<T>> write) {
        this(write, WRITERS);
    }

    /**
     * A queue.
     *
     * @param writers so many write side by side
     */
    InsertQueue(Function<List<JobDraft>, List<T>> write, int writers) {
        this.write = write;
        this.writers = new Semaphore(writers);
    }

    /** Writes jobs, all or nothing; returns when they are durable. An interrupt does not end the wait. */
    List<T> insert(List<JobDraft> drafts) {
        Request<T> mine = new Request<>(drafts, Thread.currentThread());
        waiting.add(mine);
        boolean isInterrupted = false;
        while (!mine.isDone) {
            if (!mine.isTaken && writers.tryAcquire()) {
                writeNext(mine);
            } else {
                LockSupport.park(this);
                isInterrupted |= Thread.interrupted();
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
        return mine.answer();
    }

    /** Takes what waits and writes it. The next writer is called before those who only wait for their answer. */
    private void writeNext(Request<T> mine) {
        List<Request<T>> batch = take();
        try {
            if (batch.size() == 1 && batch.get(0).caller == mine.caller) {
                // A virtual thread that gets no turn for seconds would leave the server's answer unread.
                uninterrupted.run(() -> writeAlone(mine));
            } else if (!batch.isEmpty()) {
                uninterrupted.run(() -> writeAll(batch));
            }
        } finally {
            writers.release();
            // Whoever came too late for a place saw none free, and is seen here.
            Request<T> next = waiting.peek();
            if (next != null) {
                LockSupport.unpark(next.caller);
            }
            batch.forEach(request -> request.finish(mine));
        }
    }

    private List<Request<T>> take() {
        List<Request<T>> batch = new ArrayList<>();
        int jobs = 0;
        while (jobs < FULL) {
            Request<T> next = waiting.poll();
            if (next == null) {
                break;
            }
            next.isTaken = true;
            jobs += next.drafts.size();
            batch.add(next);
        }
        return batch;
    }

    private void writeAll(List<Request<T>> batch) {
        if (batch.size() == 1) {
            writeAlone(batch.get(0));
            return;
        }
        try {
            List<JobDraft> drafts = new ArrayList<>();
            batch.forEach(request -> drafts.addAll(request.drafts));
            List<T> written = write.apply(drafts);
            int from = 0;
            for (Request<T> request : batch) {
                int to = from + request.drafts.size();
                request.ids = List.copyOf(written.subList(from, to));
                from = to;
            }
        } catch (StoreUnavailableException ex) {
            batch.forEach(request -> request.failure = ex);
        } catch (JobqException ex) {
            // One of them is to blame, and only that one shall hear of it.
            batch.forEach(this::writeAlone);
        } catch (RuntimeException | Error ex) {
            batch.forEach(request -> request.failure = ex);
        }
    }

    private void writeAlone(Request<T> request) {
        try {
            request.ids = write.apply(request.drafts);
        } catch (RuntimeException | Error ex) {
            request.failure = ex;
        }
    }

    private static final class Request<T> {

        private final List<JobDraft> drafts;
        private final Thread caller;
        private volatile boolean isTaken;
        private @Nullable List<T> ids;
        private @Nullable Throwable failure;
        /** Written after the answer and read before it. */
        private volatile boolean isDone;

        private Request(List<JobDraft> drafts, Thread caller) {
            this.drafts = drafts;
            this.caller = caller;
        }

        private void finish(Request<T> writer) {
            isDone = true;
            if (caller != writer.caller) {
                LockSupport.unpark(caller);
            }
        }

        private List<T> answer() {
            if (failure == null) {
                return Objects.requireNonNull(ids);
            }
            if (failure instanceof StoreUnavailableException ex) {
                throw new StoreUnavailableException(Objects.requireNonNull(ex.getMessage()), ex);
            }
            if (failure instanceof RuntimeException ex) {
                throw ex;
            }
            throw new StoreException("The insert failed on the thread that wrote it", failure);
        }
    }
}
