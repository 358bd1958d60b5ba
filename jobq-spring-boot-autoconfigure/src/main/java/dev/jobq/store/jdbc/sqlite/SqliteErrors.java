package dev.jobq.store.jdbc.sqlite;

import dev.jobq.JobqException;
import dev.jobq.StoreException;
import dev.jobq.StoreUnavailableException;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Turns SQLite's errors into jobq's. */
final class SqliteErrors {

    private final String location;

    SqliteErrors(String location) {
        this.location = location;
    }

    /** What a caller gets to see. */
    JobqException translate(SQLException ex) {
        return switch (primaryCode(ex)) {
            case SQLITE_BUSY,
                    SQLITE_LOCKED,
                    SQLITE_FULL,
                    SQLITE_IOERR,
                    SQLITE_CANTOPEN,
                    SQLITE_READONLY,
                    SQLITE_NOMEM,
                    SQLITE_PROTOCOL -> unavailable(ex);
            default -> new StoreException("%s: %s".formatted(location, ex.getMessage()), ex);
        };
    }

    /** What a caller gets to see of anything thrown inside a transaction that was lost. */
    RuntimeException lost(Throwable ex) {
        if (ex instanceof SQLException sql) {
            return translate(sql);
        }
        return ex instanceof RuntimeException runtime ? runtime : new StoreException(location + ": " + ex, ex);
    }

    StoreUnavailableException unavailable(SQLException ex) {
        return new StoreUnavailableException("%s: %s".formatted(location, ex.getMessage()), ex);
    }

    /** Whether somebody else holds the lock. */
    static boolean isBusy(SQLException ex) {
        SQLiteErrorCode code = primaryCode(ex);
        return code == SQLiteErrorCode.SQLITE_BUSY || code == SQLiteErrorCode.SQLITE_LOCKED;
    }

    /** Whether the file is not a database. */
    static boolean isNotDatabase(SQLException ex) {
        return primaryCode(ex) == SQLiteErrorCode.SQLITE_NOTADB;
    }

    private static SQLiteErrorCode primaryCode(SQLException ex) {
        return ex instanceof SQLiteException sqlite
                ? SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & 0xff)
                : SQLiteErrorCode.UNKNOWN_ERROR;
    }
}
