package dev.jobq.store.jdbc.sqlite;

import dev.jobq.QueueClosedException;
import dev.jobq.StoreException;
import dev.jobq.store.jdbc.CommitListeners;
import dev.jobq.store.jdbc.Transactor.Work;
import java.sql.SQLException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Writes for everybody, many operations a commit. A caller queues its operation; whoever finds the writer idle leads: takes
 * the turn, runs what is queued in one transaction, commits, answers, and lets the next waiting caller lead, before the last
 * are answered. A lone caller so commits on its own thread, and what queues up during a commit shares the next.
 */
final class SqliteWriter implements AutoCloseable {

    private static final int MAX_BATCH = 1_000;
    private static final long MAX_BATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    /** A commit that takes longer than one part in so many of the statements before it is worth sharing with more. */
    private static final int SCARCE_DISK = 4;

    private static final Log log = LogFactory.getLog(SqliteWriter.class);

    private final WriterConnection connection;
    private final SqliteTurn turn;
    private final CommitListeners listeners;
    private final SqliteErrors errors;
    private final boolean isMemory;
    private final ReentrantLock lead = new ReentrantLock();
    private final Queue<WriteOperation<?>> urgent = new ConcurrentLinkedQueue<>();
    private final Queue<WriteOperation<?>> writes = new ConcurrentLinkedQueue<>();
    private final Queue<WriteOperation<?>> looks = new ConcurrentLinkedQueue<>();
    /** Who waits for the turn; put before others when something urgent is queued. */
    private volatile @Nullable Thread leader;

    private volatile boolean isClosed;

    /**
     * A writer.
     *
     * @param isMemory whether connections share a cache, in which looking, too, has to wait for its turn
     */
    SqliteWriter(
            WriterConnection connection,
            SqliteTurn turn,
            CommitListeners listeners,
            SqliteErrors errors,
            boolean isMemory) {
        this.connection = connection;
        this.turn = turn;
        this.listeners = listeners;
        this.errors = errors;
        this.isMemory = isMemory;
    }

    /** Runs work in a transaction, durable on return. */
    <T> T write(Work<T> work) {
        return submit(writes, work);
    }

    /** Runs work in a transaction before other work that waits, durable on return. */
    <T> T writeFirst(Work<T> work) {
        return submit(urgent, work);
    }

    /** Runs work that only looks, on the writing connection, between transactions. */
    <T> T look(Work<T> work) {
        return submit(looks, work);
    }

    /** Lets running work end, refuses what waits and all that comes, and closes the connection. */
    @Override
    public void close() {
        isClosed = true;
        TakenOperations refused = new TakenOperations();
        lead.lock();
        try {
            refuse(refused, closed());
            connection.discard();
        } finally {
            lead.unlock();
            refused.answer();
        }
    }

    private <T> T submit(Queue<WriteOperation<?>> queue, Work<T> work) {
        if (isClosed) {
            throw closed();
        }
        if (lead.isHeldByCurrentThread()) {
            throw new StoreException("A listener to commits, or work in a transaction, called the store");
        }
        if (queue != looks && turn.isMine()) {
            throw new StoreException(
                    "This thread is inside a transaction on the same file that jobq was not told of; it would wait for itself");
        }
        WriteOperation<T> operation = new WriteOperation<>(work);
        // Made before there is anything to lose: with the lead in hand there may be no memory for it.
        TakenOperations taken = new TakenOperations();
        queue.add(operation);
        Thread leading = leader;
        if (queue == urgent && leading != null) {
            turn.hurry(leading);
        }
        boolean isInterrupted = false;
        while (!operation.isAnswered()) {
            if (lead.tryLock()) {
                lead(taken);
            } else {
                LockSupport.park(this);
                // The operation is queued and will be run: the interrupt has to wait for its outcome.
                isInterrupted |= Thread.interrupted();
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
        return operation.outcome(errors);
    }

    private void lead(TakenOperations taken) {
        boolean isDiskScarce = true;
        try {
            if (isClosed) {
                refuse(taken, closed());
            } else {
                if (!urgent.isEmpty() || !writes.isEmpty()) {
                    isDiskScarce = runWrites(taken);
                }
                runLooks(taken);
            }
        } finally {
            if (isDiskScarce) {
                taken.answerFirst();
            }
            lead.unlock();
            // Whoever queued after this look finds the lead free.
            wakeNext();
            taken.answer();
        }
    }

    /**
     * Runs a batch.
     *
     * @return whether the commit was a large part of it, so that the next batch had better be a large one
     */
    private boolean runWrites(TakenOperations taken) {
        WriteBatch batch = null;
        boolean isDiskScarce = true;
        try {
            acquireTurn();
            try {
                long start = System.nanoTime();
                batch = new WriteBatch(connection);
                fill(batch, taken);
                long filled = System.nanoTime();
                batch.commit();
                isDiskScarce = !isMemory && SCARCE_DISK * (System.nanoTime() - filled) > filled - start;
            } finally {
                giveBackTurn();
            }
        } catch (SQLException | RuntimeException | Error ex) {
            // It reaches every caller concerned as the outcome of its operation.
            if (batch == null) {
                refuse(taken, errors.lost(ex));
                return true;
            }
            taken.failAll(ex);
            batch.abandon();
        }
        batch.actions().forEach(Runnable::run);
        listeners.publish(batch.events());
        return isDiskScarce;
    }

    /** Waits with the others of this process, unless something urgent is queued or comes meanwhile. */
    private void acquireTurn() {
        leader = Thread.currentThread();
        try {
            turn.acquire(() -> !urgent.isEmpty());
        } finally {
            leader = null;
        }
    }

    /** What is committed stays so, and what failed did so for another reason, whether or not the turn could be given back. */
    private void giveBackTurn() {
        try {
            turn.release();
        } catch (RuntimeException | Error ex) {
            log.error("The turn to write could not be given back", ex);
        }
    }

    private void fill(WriteBatch batch, TakenOperations taken) throws SQLException {
        long start = System.nanoTime();
        WriteOperation<?> next = poll();
        while (next != null) {
            taken.add(next);
            batch.run(next);
            boolean isFull = batch.size() >= MAX_BATCH || System.nanoTime() - start > MAX_BATCH_NANOS;
            next = isFull ? null : poll();
        }
    }

    private void runLooks(TakenOperations taken) {
        WriteOperation<?> look = looks.poll();
        if (look == null) {
            return;
        }
        taken.add(look);
        if (isMemory) {
            try {
                acquireTurn();
            } catch (RuntimeException | Error ex) {
                look.fail(ex);
                return;
            }
        }
        try {
            while (look != null) {
                run(look);
                look = looks.poll();
                if (look != null) {
                    taken.add(look);
                }
            }
        } finally {
            if (isMemory) {
                turn.release();
            }
        }
    }

    private void run(WriteOperation<?> look) {
        try {
            look.run(connection.session());
        } catch (SQLException | RuntimeException | Error ex) {
            // It is the caller's to handle, on the caller's thread.
            look.fail(ex);
        }
    }

    private void refuse(TakenOperations taken, RuntimeException cause) {
        for (Queue<WriteOperation<?>> queue : List.of(urgent, writes, looks)) {
            for (WriteOperation<?> next = queue.poll(); next != null; next = queue.poll()) {
                next.fail(cause);
                taken.add(next);
            }
        }
    }

    private void wakeNext() {
        WriteOperation<?> next = urgent.peek();
        if (next == null) {
            next = writes.peek();
        }
        if (next == null) {
            next = looks.peek();
        }
        if (next != null) {
            next.wakeToLead();
        }
    }

    private @Nullable WriteOperation<?> poll() {
        WriteOperation<?> next = urgent.poll();
        return next != null ? next : writes.poll();
    }

    private static QueueClosedException closed() {
        return new QueueClosedException("The store is closed");
    }
}
