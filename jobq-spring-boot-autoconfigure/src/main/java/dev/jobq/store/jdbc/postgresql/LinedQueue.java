package dev.jobq.store.jdbc.postgresql;

import dev.jobq.StoreUnavailableException;
import dev.jobq.store.JobDraft;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Joins the inserts of jobs that stand in lines. A line may be held for as long as an application's own transaction lasts, so
 * those that are joined wait only for moments: were one of them to wait for long, it would keep all the others waiting, and the
 * thread that writes for them, too. Whoever met a held line tries again by itself.
 */
final class LinedQueue {

    /** So many callers who had to wait write side by side. */
    private static final int WRITERS = 2;

    private static final String BRIEFLY = "500ms";
    private static final String AT_ONCE = "20ms";
    private static final String FOR_LONG = "1s";

    /** An application's own transaction may hold a line for as long as it likes, others' enqueues cannot. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Self self;
    private final LinedInserts inserts;
    private final InsertQueue<JobInsert.Inserted> queue;
    private final Semaphore waiting = new Semaphore(WRITERS, true);

    LinedQueue(Self self, LinedInserts inserts) {
        this.self = self;
        this.inserts = inserts;
        this.queue = new InsertQueue<>(drafts -> inserts.insertApart(self.number(), drafts, BRIEFLY));
    }

    /** Inserts jobs together with those of others, all or nothing. */
    List<JobInsert.Inserted> insert(List<JobDraft> drafts) {
        try {
            return queue.insert(drafts);
        } catch (StoreUnavailableException ex) {
            if (!PostgresErrors.isLocked(ex)) {
                throw ex;
            }
        }
        return insertAlone(drafts);
    }

    /** Inserts very many jobs, all or nothing. */
    List<JobInsert.Inserted> insertBulk(List<JobDraft> drafts) {
        return inserts.insertApart(self.number(), drafts, PATIENCE.toMillis() + "ms");
    }

    /** Begins again until nobody holds the lines, in turn with others; at first at once, for mostly only others' are held. */
    private List<JobInsert.Inserted> insertAlone(List<JobDraft> drafts) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            return inserts.insertApart(self.number(), drafts, AT_ONCE);
        } catch (StoreUnavailableException ex) {
            return insertInTurn(drafts, deadline, ex);
        }
    }

    private List<JobInsert.Inserted> insertInTurn(
            List<JobDraft> drafts, long deadline, StoreUnavailableException first) {
        StoreUnavailableException failure = first;
        while (PostgresErrors.isLocked(failure) && isTurn(deadline)) {
            try {
                return inserts.insertApart(self.number(), drafts, FOR_LONG);
            } catch (StoreUnavailableException ex) {
                failure = ex;
            } finally {
                waiting.release();
            }
        }
        throw failure;
    }

    /** Waits for a place among those who write, but no longer than until the deadline. An interrupt does not end the wait. */
    private boolean isTurn(long deadline) {
        boolean isInterrupted = false;
        try {
            while (true) {
                try {
                    return waiting.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException ex) {
                    isInterrupted = true;
                }
            }
        } finally {
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
