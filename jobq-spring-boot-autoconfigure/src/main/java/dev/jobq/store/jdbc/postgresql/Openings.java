package dev.jobq.store.jdbc.postgresql;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Opens connections. One that does not come within the time that the DataSource gives it, as when the network swallows
 * everything, is asked for again, for ten seconds at most: so it comes as soon as the network is healed, and not after its caller's pause.
 */
final class Openings {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** What fails sooner was refused. */
    private static final Duration UNANSWERED = Duration.ofSeconds(1);

    private final DataSource dataSource;

    Openings(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Opens one. An interrupt does not end the wait, for others may depend on it; the thread stays interrupted. */
    Connection open() throws SQLException {
        long start = System.nanoTime();
        boolean isInterrupted = Thread.interrupted();
        try {
            while (true) {
                long asked = System.nanoTime();
                try {
                    return dataSource.getConnection();
                } catch (SQLException ex) {
                    // A pool ends its wait when the thread is interrupted, and may have set that again.
                    boolean isCut = ex.getCause() instanceof InterruptedException;
                    isInterrupted |= Thread.interrupted() || isCut;
                    if (!isCut && !isWorthAnother(ex, asked, start)) {
                        throw ex;
                    }
                }
            }
        } finally {
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean isWorthAnother(SQLException ex, long asked, long start) {
        long now = System.nanoTime();
        return PostgresErrors.isConnectionLost(ex)
                && now - asked >= UNANSWERED.toNanos()
                && now - start < PATIENCE.toNanos();
    }
}
