package dev.jobq.store.jdbc.postgresql;

import dev.jobq.InvalidJobException;
import dev.jobq.JobqException;
import dev.jobq.StoreException;
import dev.jobq.StoreUnavailableException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import java.util.regex.Pattern;
import org.postgresql.util.PSQLException;

/** Turns PostgreSQL's errors into jobq's, by SQLState. */
final class PostgresErrors {

    /** Serialization failure and deadlock: somebody else went first, and nothing of this transaction was written. */
    private static final Set<String> CONFLICTS = Set.of("40001", "40P01");

    /**
     * Shutting down, starting up, resources used up, lock or answer not had in time, a standby that takes no writes, no such
     * database or no right to it at the moment: what whoever looks after the server will mend.
     */
    private static final Set<String> AWAY =
            Set.of("57P01", "57P02", "57P03", "57P05", "57014", "55P03", "25006", "25P03", "58030", "3D000", "42501");

    /** No connection, resources used up, no entry. */
    private static final Set<String> CLASSES_AWAY = Set.of("08", "53", "28");

    /** An idle or working session was ended by an administrator or a time limit: its transaction is undone. */
    private static final Set<String> ENDED = Set.of("57P01", "57P05");

    /** A transaction in which nothing happened for too long: its session was ended. */
    private static final String IDLE = "25P03";

    private static final String LOCKED = "55P03";

    private static final String UNDEFINED_TABLE = "42P01";

    private static final Pattern SECRET = Pattern.compile("[?].*|//[^/@]*@");

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

    /**
     * What a caller gets to see of a commit that failed. Only an error that the server sent tells that nothing was written;
     * after any other the caller is told that nobody can know, so that it does not just do it again.
     */
    JobqException translateCommit(SQLException ex) {
        if (isRefused(ex)) {
            return translate(ex);
        }
        return new StoreUnavailableException(
                "%s. The commit had been sent: whether it took effect is not known".formatted(describe(ex)), ex);
    }

    /**
     * What a caller gets to see of a failure on a connection of its own. That this does not lead to the tables shows by the
     * failure alone: to look before would cost every insert a round trip.
     */
    JobqException translate(SQLException ex, Connection connection) {
        return UNDEFINED_TABLE.equals(state(ex))
                ? new InvalidJobException("The connection is to %s, where the tables are not found (%s). They are in %s"
                        .formatted(locationOf(connection), ex.getMessage(), location))
                : translate(ex);
    }

    /** Names a connection's database in messages, without user and password. */
    static String locationOf(Connection connection) {
        try {
            return SECRET.matcher(connection.getMetaData().getURL()).replaceAll("");
        } catch (SQLException ex) {
            return "a database that cannot be told: " + ex.getMessage();
        }
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

    /** Whether it failed for a lock that was not had in time; also one that another thread met, which did the work for it. */
    static boolean isLocked(StoreUnavailableException failure) {
        Throwable cause = failure.getCause();
        return cause instanceof SQLException ex
                ? LOCKED.equals(state(ex))
                : cause instanceof StoreUnavailableException met && isLocked(met);
    }

    /** Whether the connection is of no use any more. */
    static boolean isConnectionLost(SQLException ex) {
        String state = state(ex);
        return state.startsWith("08") || state.startsWith("57P") || IDLE.equals(state) || isBroken(ex);
    }

    /** Whether the server itself said that it did not do what was sent, and goes on. */
    static boolean isRefused(SQLException ex) {
        return ex instanceof PSQLException refused && refused.getServerErrorMessage() != null && !isConnectionLost(ex);
    }

    /**
     * Whether the server itself said that it ended the session instead of doing what was sent. It says so no more once a commit
     * is on its way; a connection that merely breaks says nothing of what became of the last statement. Servers that
     * translate the word are taken to have said nothing.
     */
    static boolean isEndOfSession(SQLException ex) {
        return ENDED.contains(state(ex))
                && ex instanceof PSQLException failure
                && failure.getServerErrorMessage() != null
                && "FATAL".equals(failure.getServerErrorMessage().getSeverity());
    }

    private static boolean isAway(SQLException ex) {
        String state = state(ex);
        return CLASSES_AWAY.stream().anyMatch(state::startsWith) || AWAY.contains(state) || isBroken(ex);
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
