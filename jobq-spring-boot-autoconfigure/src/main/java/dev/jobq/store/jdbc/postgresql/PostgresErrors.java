package dev.jobq.store.jdbc.postgresql;

import dev.jobq.JobqException;
import dev.jobq.StoreException;
import dev.jobq.StoreUnavailableException;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;

/** Turns PostgreSQL's errors into jobq's, by SQLState. */
final class PostgresErrors {

    /** Serialization failure and deadlock: somebody else went first, and nothing of this transaction was written. */
    private static final Set<String> CONFLICTS = Set.of("40001", "40P01");

    /** Shutting down, starting up, resources used up, lock not had in time, a standby that takes no writes. */
    private static final Set<String> AWAY = Set.of("57P01", "57P02", "57P03", "57P05", "55P03", "25006", "58030");

    private final String location;

    /**
     * Errors of one database.
     *
     * @param location names it in messages; carries no password
     */
    PostgresErrors(String location) {
        this.location = location;
    }

    /** What a caller gets to see. */
    JobqException translate(SQLException ex) {
        return isAway(ex) || isConflict(ex) ? unavailable(ex) : new StoreException(describe(ex), ex);
    }

    StoreUnavailableException unavailable(SQLException ex) {
        return new StoreUnavailableException(describe(ex), ex);
    }

    /** The database's name in messages. */
    String location() {
        return location;
    }

    /** Whether another transaction got in the way, so that trying again makes sense. */
    static boolean isConflict(SQLException ex) {
        return CONFLICTS.contains(state(ex));
    }

    /** Whether the connection is of no use any more. */
    static boolean isConnectionLost(SQLException ex) {
        String state = state(ex);
        return state.startsWith("08") || state.startsWith("57P") || isBroken(ex);
    }

    private static boolean isAway(SQLException ex) {
        String state = state(ex);
        return state.startsWith("08") || state.startsWith("53") || AWAY.contains(state) || isBroken(ex);
    }

    private static boolean isBroken(SQLException ex) {
        return ex instanceof SQLTransientConnectionException
                || ex instanceof SQLRecoverableException
                || ex.getCause() instanceof IOException;
    }

    private static String state(SQLException ex) {
        return ex.getSQLState() == null ? "" : ex.getSQLState();
    }

    private String describe(SQLException ex) {
        return "%s: %s".formatted(location, ex.getMessage());
    }
}
