package dev.jobq.store.jdbc.postgresql;

import dev.jobq.JobqException;
import dev.jobq.StoreException;
import dev.jobq.StoreUnavailableException;
import dev.jobq.store.JobDraft;
import dev.jobq.store.jdbc.Waking;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
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
    private final Consumer<Runnable> uninterrupted;
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
        this(write, writers, new Uninterrupted("jobq-inserter")::run);
    }

    /**
     * A queue.
     *
     * @param uninterrupted runs what is written for others until it has ended, or throws without having begun
     */
    InsertQueue(Function<List<JobDraft>, List<T>> write, int writers, Consumer<Runnable> uninterrupted) {
        this.write = write;
        this.writers = new Semaphore(writers);
        this.uninterrupted = uninterrupted;
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

    /**
     * Takes what waits and writes it. Most of those who wait for their answer are told before the next writer is called, so that
     * their next jobs share its batch, the rest beside it. Whatever becomes of this thread, its place is free again, and whom it
     * took is told: also where there is no memory for anything more.
     */
    private void writeNext(Request<T> mine) {
        Request<T> first = null;
        Throwable broken = null;
        try {
            first = take();
            if (first != null) {
                writeFrom(first);
            }
        } catch (RuntimeException | Error ex) {
            // It reaches every caller concerned as its answer; this one need not be among them.
            broken = ex;
        } finally {
            first = finish(first, Waking.first(length(first)), mine, broken);
            writers.release();
            // Whoever came too late for a place saw none free, and is seen here.
            Request<T> next = waiting.peek();
            if (next != null) {
                Waking.wake(next.caller);
            }
            finish(first, Integer.MAX_VALUE, mine, broken);
        }
    }

    private static int length(@Nullable Request<?> first) {
        int length = 0;
        for (Request<?> request = first; request != null; request = request.following) {
            length++;
        }
        return length;
    }

    /** Tells so many; the first of those that are left. */
    private static <T> @Nullable Request<T> finish(
            @Nullable Request<T> first, int many, Request<T> mine, @Nullable Throwable broken) {
        Request<T> left = first;
        for (int i = 0; i < many && left != null; i++) {
            // Once finished, it is its caller's.
            Request<T> following = left.following;
            left.finish(mine, broken);
            left = following;
        }
        return left;
    }

    /** The first of those taken, each with the one that follows. Makes no list, whose growth might fail and lose them. */
    private @Nullable Request<T> take() {
        Request<T> first = null;
        Request<T> last = null;
        int jobs = 0;
        while (jobs < FULL) {
            Request<T> next = waiting.poll();
            if (next == null) {
                break;
            }
            next.isTaken = true;
            jobs += next.size;
            if (last == null) {
                first = next;
            } else {
                last.following = next;
            }
            last = next;
        }
        return first;
    }

    /** A virtual thread that gets no turn for seconds would leave the server's answer unread. */
    private void writeFrom(Request<T> first) {
        uninterrupted.accept(() -> writeAll(first));
    }

    private void writeAll(Request<T> first) {
        if (first.following == null) {
            writeAlone(first);
            return;
        }
        List<Request<T>> batch = new ArrayList<>();
        for (Request<T> request = first; request != null; request = request.following) {
            batch.add(request);
        }
        try {
            List<JobDraft> drafts = new ArrayList<>();
            batch.forEach(request -> drafts.addAll(request.drafts));
            List<T> written = write.apply(drafts);
            int from = 0;
            for (Request<T> request : batch) {
                int to = from + request.size;
                request.written(written, from);
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
            request.written(write.apply(request.drafts), 0);
        } catch (RuntimeException | Error ex) {
            request.failure = ex;
        }
    }

    private static final class Request<T> {

        private final List<JobDraft> drafts;
        private final Thread caller;
        private final int size;
        private volatile boolean isTaken;
        /** The next in the same batch. */
        private @Nullable Request<T> following;

        private @Nullable List<T> written;
        private int from;
        private @Nullable Throwable failure;
        /** Written after the answer and read before it. */
        private volatile boolean isDone;

        private Request(List<JobDraft> drafts, Thread caller) {
            this.drafts = drafts;
            this.caller = caller;
            this.size = drafts.size();
        }

        /** Its ids are there from a place on. They are cut out by its caller: what is written must not fail any more. */
        private void written(List<T> all, int at) {
            from = at;
            written = all;
        }

        private void finish(Request<T> writer, @Nullable Throwable broken) {
            if (written == null && failure == null) {
                failure = broken;
            }
            following = null;
            isDone = true;
            if (caller != writer.caller) {
                Waking.wake(caller);
            }
        }

        private List<T> answer() {
            if (failure == null) {
                List<T> all = Objects.requireNonNull(written);
                return all.size() == size ? all : List.copyOf(all.subList(from, from + size));
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
