package dev.jobq.store.jdbc;

import dev.jobq.ProcessId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A node as it was seen.
 *
 * @param seenAt when it renewed last
 * @param isLapsed whether its lease is over
 * @param proof with what its proof of life has to be asked for
 */
record NodeRow(long number, ProcessId worker, long seenAt, boolean isLapsed, long proof) {

    /** In the place of the proof that it lives. */
    static final long LEFT = -1;

    static NodeRow of(ResultSet row) throws SQLException {
        return new NodeRow(
                row.getLong(1), ProcessId.parse(row.getString(2)), row.getLong(3), row.getInt(4) != 0, row.getLong(5));
    }

    /** A node's row, if it is still there; locked, so that the node neither claims nor renews. */
    static Optional<Locked> lock(Session session, long node) throws SQLException {
        return session.call("node_lock").set("node", node).first(Locked::of);
    }

    /** Whether it stopped, or was counted as crashed, and only jobs are left that others were changing at that moment. */
    boolean hasLeft() {
        return proof == LEFT;
    }

    /** What is left of a node goes to whoever comes back for it; until then it neither claims nor renews. */
    static void leave(Session session, long node, Set<Long> begun) throws SQLException {
        session.call("node_leave")
                .set("node", node)
                .set("proof", LEFT)
                .set("begun", begun.stream().map(String::valueOf).collect(Collectors.joining(",")))
                .update();
    }

    /**
     * What matters of one that is locked.
     *
     * @param begun of one that has left, the jobs for which it counts as a crash
     */
    record Locked(long seenAt, boolean hasLeft, Set<Long> begun) {

        private static Locked of(ResultSet row) throws SQLException {
            String begun = row.getString(3);
            Set<Long> jobs = begun == null || begun.isEmpty()
                    ? Set.of()
                    : Stream.of(begun.split(",")).map(Long::valueOf).collect(Collectors.toSet());
            return new Locked(row.getLong(1), row.getLong(2) == LEFT, jobs);
        }
    }
}
