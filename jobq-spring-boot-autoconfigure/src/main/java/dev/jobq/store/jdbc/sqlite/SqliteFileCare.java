package dev.jobq.store.jdbc.sqlite;

import dev.jobq.store.StoreInfo;
import dev.jobq.store.jdbc.Transactor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/** Looks after the database's files. The live file itself is never opened here: closing it would drop SQLite's locks. */
final class SqliteFileCare {

    /** A log larger than this was kept from being written back, by a reader that was stuck; it does not shrink by itself. */
    private static final long LARGE_WAL = 64L << 20;

    private static final Log log = LogFactory.getLog(SqliteFileCare.class);

    private final SqliteTarget target;
    private final SqliteConnections connections;
    private final SqliteTurn turn;
    private final SqliteErrors errors;
    private final FileIdentity identity;
    private boolean isWarned;

    SqliteFileCare(SqliteTarget target, SqliteConnections connections, SqliteTurn turn, SqliteErrors errors) {
        this.target = target;
        this.connections = connections;
        this.turn = turn;
        this.errors = errors;
        this.identity = connections.identity();
    }

    /** Throws if the file was removed or replaced while it was open. */
    void requireIntact() {
        identity.checkNow();
    }

    /** What the database is and how large. */
    StoreInfo info(Transactor transactor) {
        String durability = target.durability().name().toLowerCase(Locale.ROOT);
        return transactor.read(session -> session.call("store_size")
                .first(row -> new StoreInfo(
                        "sqlite", row.getString(1), durability, target.location(), row.getLong(2), walBytes()))
                .orElseThrow());
    }

    /** Keeps the planner's figures fresh and shrinks a log that has grown. */
    void tidy() {
        if (target.isMemory()) {
            return;
        }
        boolean isLarge = walBytes() > LARGE_WAL;
        turn.acquire();
        try (Connection connection = connections.open();
                Statement statement = connection.createStatement()) {
            // Who waits for the turn shall not also wait for a reader.
            statement.execute("PRAGMA busy_timeout = 50");
            statement.execute("PRAGMA optimize");
            if (isLarge) {
                statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
            }
        } catch (SQLException ex) {
            if (!SqliteErrors.isBusy(ex)) {
                throw errors.translate(ex);
            }
        } finally {
            turn.release();
        }
        warn();
    }

    /** Once, until it has shrunk. */
    private void warn() {
        long bytes = walBytes();
        if (bytes <= LARGE_WAL) {
            isWarned = false;
        } else if (!isWarned) {
            isWarned = true;
            log.warn(
                    "The write-ahead log of %s has grown to %d MB and cannot be written back: somebody has been reading for long. End that transaction or close that result"
                            .formatted(target.location(), bytes >> 20));
        }
    }

    private long walBytes() {
        @Nullable Path file = target.file();
        if (file == null) {
            return 0;
        }
        try {
            return Files.size(file.resolveSibling(file.getFileName() + "-wal"));
        } catch (IOException ex) {
            // It comes with the first write and goes with the last connection.
            return 0;
        }
    }
}
