package dev.jobq.queue;

import dev.jobq.InvalidQueryException;
import dev.jobq.JobBulk;
import dev.jobq.JobId;
import dev.jobq.JobSelection;
import dev.jobq.JobStatus;
import dev.jobq.QueueClosedException;
import dev.jobq.event.EventHub;
import dev.jobq.store.BulkControl;
import dev.jobq.store.BulkControl.Action;
import dev.jobq.store.BulkControl.Found;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

/** Bulk operations on the calling thread: find some, do it to a batch of them, wait if that was too fast, go on. */
final class StoreJobBulk implements JobBulk {

    private static final int COUNTED = 10_000;

    private final BulkControl control;
    private final EventHub events;
    private final Pace pace;
    private final CountDownLatch closed = new CountDownLatch(1);

    StoreJobBulk(BulkControl control, EventHub events, Pace pace) {
        this.control = control;
        this.events = events;
        this.pace = pace;
    }

    @Override
    public Count count(JobSelection selection) {
        Objects.requireNonNull(selection, "selection");
        long jobs = 0;
        long upTo = control.newest();
        long after = 0;
        while (after < upTo && jobs <= COUNTED) {
            requireOpen();
            Found found = control.find(selection, after, upTo);
            jobs += found.jobs().size();
            after = found.lookedUpTo();
        }
        return new Count(Math.min(jobs, COUNTED), jobs <= COUNTED);
    }

    @Override
    public long retry(JobSelection selection, long limit, Rate rate) {
        return act(Action.RETRY, selection, limit, rate);
    }

    @Override
    public long cancel(JobSelection selection, long limit, Rate rate) {
        return act(Action.CANCEL, selection, limit, rate);
    }

    @Override
    public long requeue(JobSelection selection, long limit, Rate rate) {
        return act(Action.REQUEUE, selection, limit, rate);
    }

    @Override
    public long delete(JobSelection selection, long limit, Rate rate) {
        return act(Action.DELETE, selection, limit, rate);
    }

    private long act(Action action, JobSelection selection, long limit, Rate rate) {
        check(action, selection, limit);
        Meter meter = new Meter(Objects.requireNonNull(rate, "rate"), pace::nanoTime);
        long upTo = control.newest();
        long after = 0;
        long done = 0;
        while (after < upTo && done < limit) {
            Found found = control.find(selection, after, upTo);
            after = found.lookedUpTo();
            List<JobId> left = found.jobs();
            while (!left.isEmpty() && done < limit) {
                if (!await(meter.untilNext())) {
                    return done;
                }
                int size = (int) Math.min(Math.min(left.size(), meter.batch()), limit - done);
                events.awaitRoom();
                meter.begin();
                int touched = control.act(action, selection, left.subList(0, size));
                meter.did(touched);
                done += touched;
                left = left.subList(size, left.size());
            }
        }
        return done;
    }

    private static void check(Action action, JobSelection selection, long limit) {
        Objects.requireNonNull(selection, "selection");
        if (limit < 1) {
            throw new InvalidQueryException("limit %d is too small: give 1 or more".formatted(limit));
        }
        JobStatus status = selection.status();
        if (status != null && !action.isPossible(status)) {
            throw new InvalidQueryException("There is no %s of jobs that are %s: select another status"
                    .formatted(action.name().toLowerCase(Locale.ROOT), status));
        }
    }

    /** Waits; false if interrupted, which the thread stays. */
    private boolean await(long nanos) {
        requireOpen();
        try {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (nanos > 0 && pace.pause(closed, nanos)) {
                requireOpen();
            }
            return true;
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void requireOpen() {
        if (closed.getCount() == 0) {
            throw new QueueClosedException("The job queue is closed");
        }
    }

    void close() {
        closed.countDown();
    }
}
