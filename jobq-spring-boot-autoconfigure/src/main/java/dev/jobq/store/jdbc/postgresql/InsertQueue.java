package dev.jobq.store.jdbc.postgresql;

import dev.jobq.JobqException;
import dev.jobq.StoreException;
import dev.jobq.StoreUnavailableException;
import dev.jobq.store.JobDraft;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
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

    private static final int MAX_JOBS = 2_000;

    private final Function<List<JobDraft>, List<T>> write;
    private final Uninterrupted uninterrupted = new Uninterrupted("jobq-inserter");
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Request<T>> waiting = new ArrayDeque<>();
    private int writers;

    /**
     * A queue.
     *
     * @param write writes jobs in a transaction, all or nothing
     */
    InsertQueue(Function<List<JobDraft>, List<T>> write) {
        this.write = write;
    }

    /** Writes jobs, all or nothing; returns when they are durable. */
    List<T> insert(List<JobDraft> drafts) {
        lock.lock();
        try {
            Request<T> mine = new Request<>(drafts, lock.newCondition());
            waiting.add(mine);
            while (!mine.isDone()) {
                if (!mine.isTaken && writers < WRITERS) {
                    writeNext();
                } else {
                    mine.changed.awaitUninterruptibly();
                }
            }
            return mine.answer();
        } finally {
            lock.unlock();
        }
    }

    /** Takes what waits and writes it; called with the lock, which it lets go meanwhile. */
    private void writeNext() {
        List<Request<T>> batch = take();
        writers++;
        lock.unlock();
        try {
            if (batch.size() > 1) {
                uninterrupted.run(() -> writeAll(batch));
            } else {
                writeAll(batch);
            }
        } finally {
            lock.lock();
            writers--;
            batch.forEach(request -> request.changed.signal());
            if (!waiting.isEmpty()) {
                waiting.element().changed.signal();
            }
        }
    }

    private List<Request<T>> take() {
        List<Request<T>> batch = new ArrayList<>();
        int jobs = 0;
        for (Request<T> next = waiting.peek();
                next != null && (batch.isEmpty() || jobs + next.drafts.size() <= MAX_JOBS);
                next = waiting.peek()) {
            next.isTaken = true;
            jobs += next.drafts.size();
            batch.add(waiting.remove());
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
            List<T> ids = write.apply(drafts);
            int from = 0;
            for (Request<T> request : batch) {
                int to = from + request.drafts.size();
                request.ids = List.copyOf(ids.subList(from, to));
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
        private final Condition changed;
        private boolean isTaken;
        private @Nullable List<T> ids;
        private @Nullable Throwable failure;

        private Request(List<JobDraft> drafts, Condition changed) {
            this.drafts = drafts;
            this.changed = changed;
        }

        private boolean isDone() {
            return ids != null || failure != null;
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
