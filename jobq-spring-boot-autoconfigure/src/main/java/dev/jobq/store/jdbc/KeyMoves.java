package dev.jobq.store.jdbc;

import dev.jobq.JsonCodec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** What moves jobs whose keys are at their limit, and have room again. */
record KeyMoves(ToReady toReady, JsonCodec codec) {

    String json(Collection<String> keys) {
        return codec.write(List.copyOf(keys));
    }

    static String ids(List<Long> jobs) {
        return JdbcUpkeep.ids(jobs);
    }

    static String rows(List<Blocked> jobs) {
        return jobs.stream()
                .map(job -> "[%d,%d,%d]".formatted(job.rank, job.runAt, job.job))
                .collect(Collectors.joining(",", "[", "]"));
    }

    /** A job that waits for its key, or did. */
    record Blocked(int rank, long runAt, long job, boolean isWaiting) {

        static Blocked of(ResultSet row) throws SQLException {
            row.getInt(4);
            boolean isWaiting = !row.wasNull();
            return new Blocked(row.getInt(1), row.getLong(2), row.getLong(3), isWaiting);
        }

        static Blocked front(ResultSet row) throws SQLException {
            return new Blocked(row.getInt(1), row.getLong(2), row.getLong(3), true);
        }
    }
}
