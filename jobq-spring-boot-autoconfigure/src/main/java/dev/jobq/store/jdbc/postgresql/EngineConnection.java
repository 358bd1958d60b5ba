package dev.jobq.store.jdbc.postgresql;

import dev.jobq.store.jdbc.Session;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * A connection of the engine's own. Its plans are pinned: statistics taken while a queue was empty would otherwise make the
 * planner choose scans that are a hundred times slower once it has filled.
 */
final class EngineConnection {

    private static final Log log = LogFactory.getLog(EngineConnection.class);

    private static final List<Setting> PINNED = List.of(
            new Setting("enable_seqscan", "off"),
            new Setting("enable_hashjoin", "off"),
            new Setting("enable_mergejoin", "off"),
            new Setting("enable_bitmapscan", "off"),
            new Setting("plan_cache_mode", "force_generic_plan"),
            // A process that is frozen within a transaction must not keep others from its node's row, or from its jobs.
            new Setting("idle_in_transaction_session_timeout", "10s"),
            // A shorter one of the role's or the database's would cut off what is then sent again, for ever. With none
            // at
            // all, the server would go on with what nobody waits for any more.
            new Setting("statement_timeout", "14s"));

    /** No statement of the store takes nearly as long; without it, a connection whose peer is gone would hang for hours. */
    private static final Duration NETWORK_TIMEOUT = Duration.ofSeconds(15);

    /** An answer so recent stands for the connection: to ask again would cost as much as the statement itself. */
    static final Duration RECENT = Duration.ofMillis(100);

    private final Session session;
    private final int backend;
    private final int ownThreshold;
    private final List<Setting> ownSettings;
    private @Nullable Semaphore permit;
    private Lookout.@Nullable Wait wait;
    private boolean isUsed;
    private volatile boolean isBroken;
    private long usedAt;

    private EngineConnection(Session session, int backend, int ownThreshold, List<Setting> ownSettings) {
        this.session = session;
        this.backend = backend;
        this.ownThreshold = ownThreshold;
        this.ownSettings = ownSettings;
    }

    /** Pins the plans of a connection. */
    static EngineConnection pin(Session session) throws SQLException {
        Connection connection = session.connection();
        PGConnection driver = connection.unwrap(PGConnection.class);
        int ownThreshold = driver.getPrepareThreshold();
        if (ownThreshold != 0) {
            // Statements live as long as the connection, so the server may plan each of them once and at once. Who
            // wants
            // none to be kept by the server, for a pooler that knows nothing of them, gets none.
            driver.setPrepareThreshold(1);
        }
        connection.setNetworkTimeout(Runnable::run, Math.toIntExact(NETWORK_TIMEOUT.toMillis()));
        List<Setting> ownSettings = Setting.read(connection, PINNED);
        Setting.write(connection, PINNED);
        return new EngineConnection(session, driver.getBackendPID(), ownThreshold, ownSettings);
    }

    Session session() {
        return session;
    }

    /** The process that serves it. */
    int backend() {
        return backend;
    }

    /** Is lent under a permit, and watched from now on. */
    void lend(Semaphore under, Lookout lookout) {
        permit = under;
        wait = lookout.begin(session.connection(), backend, this::markBroken);
    }

    /** The server has said all that it will; what is done now while it is still lent may take as long as it likes. */
    void answered() {
        if (wait != null) {
            wait.end();
        }
    }

    /** Is not lent any more: the permit to be given back once it may be lent again. */
    Semaphore endLoan() {
        answered();
        return Objects.requireNonNull(permit);
    }

    /** Whether it has served before, so that the database may have ended it meanwhile. */
    boolean isUsed() {
        return isUsed;
    }

    void markUsed() {
        isUsed = true;
        usedAt = System.nanoTime();
    }

    /** Whether it still leads to the database, which is asked only if the last answer is not recent. */
    boolean isAlive() throws SQLException {
        return !isUsed
                || System.nanoTime() - usedAt < RECENT.toNanos()
                || session.connection().isValid(Math.toIntExact(NETWORK_TIMEOUT.toSeconds()));
    }

    /** Whether it is not to be lent again. */
    boolean isBroken() {
        return isBroken;
    }

    void markBroken() {
        isBroken = true;
    }

    /** Closes it, or gives it back to its pool as it came. */
    void close() {
        Connection connection = session.connection();
        try (connection) {
            session.close();
            Setting.write(connection, ownSettings);
            connection.unwrap(PGConnection.class).setPrepareThreshold(ownThreshold);
            connection.setNetworkTimeout(Runnable::run, 0);
        } catch (SQLException ex) {
            log.debug("A connection was not closed cleanly", ex);
        }
    }

    /** Drops it without another word to the database. */
    void discard() {
        Connection connection = session.connection();
        try (connection) {
            connection.abort(Runnable::run);
            // Fails, by which a pool learns not to hand it out again: the settings are still on it.
            connection.createStatement().close();
        } catch (SQLException ex) {
            log.debug("Dropped a connection", ex);
        }
    }

    /** A setting of the session. */
    private record Setting(String name, String value) {

        /** What these are now. */
        static List<Setting> read(Connection connection, List<Setting> settings) throws SQLException {
            List<Setting> found = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(settings.stream()
                            .map(setting -> "current_setting('%s')".formatted(setting.name))
                            .collect(Collectors.joining(", ", "SELECT ", "")))) {
                row.next();
                for (int i = 0; i < settings.size(); i++) {
                    found.add(new Setting(settings.get(i).name, row.getString(i + 1)));
                }
            }
            return found;
        }

        static void write(Connection connection, List<Setting> settings) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute(settings.stream()
                        .map(setting -> "SET %s = '%s'".formatted(setting.name, setting.value))
                        .collect(Collectors.joining("; ")));
            }
        }
    }
}
