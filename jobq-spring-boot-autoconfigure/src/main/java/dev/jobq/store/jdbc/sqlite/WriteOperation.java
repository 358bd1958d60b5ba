package dev.jobq.store.jdbc.sqlite;

import dev.jobq.StoreException;
import dev.jobq.store.jdbc.Session;
import dev.jobq.store.jdbc.Transactor.Work;
import dev.jobq.store.jdbc.Waking;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * One caller's work and what came of it. The leading thread runs it and sets the outcome; the caller reads it once answered.
 *
 * @param <T> its result
 */
final class WriteOperation<T> {

    private final Work<T> work;
    private final Thread caller = Thread.currentThread();
    private @Nullable T result;
    private @Nullable Throwable failure;
    private volatile boolean isAnswered;
    /** The next that the same leader took. */
    @Nullable WriteOperation<?> following;

    WriteOperation(Work<T> work) {
        this.work = work;
    }

    /** Runs the work; what it throws becomes the outcome and is thrown on. */
    void run(Session session) throws SQLException {
        result = work.run(session);
    }

    /** Makes a failure the outcome. */
    void fail(Throwable cause) {
        failure = cause;
    }

    boolean hasFailed() {
        return failure != null;
    }

    boolean isAnswered() {
        return isAnswered;
    }

    /** Lets the caller go on. */
    void answer() {
        isAnswered = true;
        if (caller != Thread.currentThread()) {
            Waking.wake(caller);
        }
    }

    /** Wakes the caller to lead. */
    void wakeToLead() {
        Waking.wake(caller);
    }

    /** The result, or throws the failure. */
    @SuppressWarnings("NullAway") // null is a result like any other
    T outcome(SqliteErrors errors) {
        Throwable cause = failure;
        if (cause == null) {
            return result;
        }
        if (cause instanceof SQLException sql) {
            throw errors.translate(sql);
        }
        if (cause instanceof RuntimeException runtime) {
            throw runtime;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        throw new StoreException(cause.toString(), cause);
    }
}
