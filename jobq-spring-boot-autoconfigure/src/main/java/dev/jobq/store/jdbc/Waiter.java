package dev.jobq.store.jdbc;

import dev.jobq.JobId;
import dev.jobq.JobRef;
import dev.jobq.JobStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A job with a row in waiting that is to go on.
 *
 * @param ref which
 * @param status the status it is in
 * @param line the line that it has to enter before it may run; null if none
 */
public record Waiter(JobRef ref, JobStatus status, @Nullable String line) {

    /** One that is in no line, or first in it. */
    static Waiter free(ResultSet row) throws SQLException {
        JobRef ref = new JobRef(new JobId(row.getLong(1)), row.getString(2), row.getString(3));
        return new Waiter(ref, StatusCode.status(row.getInt(4)), null);
    }

    /** One that may have to enter its line. */
    static Waiter due(ResultSet row) throws SQLException {
        Waiter free = free(row);
        return new Waiter(free.ref, free.status, row.getString(5));
    }

    /** Its id. */
    public long id() {
        return ref.id().value();
    }

    /** A list of ids as text, which both databases can unfold. */
    static String ids(Collection<Waiter> waiters) {
        return waiters.stream().map(waiter -> waiter.ref.id().toString()).collect(Collectors.joining(",", "[", "]"));
    }
}
