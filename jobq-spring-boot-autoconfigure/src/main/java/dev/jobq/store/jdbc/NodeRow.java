package dev.jobq.store.jdbc;

import dev.jobq.ProcessId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

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
        return session.call("node_lock").set("node", node).first(row -> new Locked(row.getLong(1), row.getLong(2)));
    }

    /** Whether it stopped, or was counted as crashed, and only jobs are left that others were changing at that moment. */
    boolean hasLeft() {
        return proof == LEFT;
    }

    /** What matters of one that is locked. */
    record Locked(long seenAt, long proof) {

        boolean hasLeft() {
            return proof == LEFT;
        }
    }
}
