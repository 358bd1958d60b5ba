package dev.jobq.store.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/** One call of a statement: bind by name, then run. Times are bound as microseconds, durations too. */
public final class Call {

    private static final Log log = LogFactory.getLog(Call.class);

    private final Session session;
    private final Sql sql;
    private final PreparedStatement statement;
    private final boolean isQuery;

    Call(Session session, Session.Prepared prepared) throws SQLException {
        this.session = session;
        this.sql = prepared.sql();
        this.statement = prepared.statement();
        this.isQuery = prepared.isQuery();
        if (sql.parameters().containsKey("now")) {
            set("now", session.files().now());
        }
    }

    /** Binds a number. */
    public Call set(String name, long value) throws SQLException {
        return bind(name, index -> statement.setLong(index, value));
    }

    /** Binds a number or null. */
    public Call set(String name, @Nullable Long value) throws SQLException {
        return value == null ? setNull(name, Types.BIGINT) : set(name, value.longValue());
    }

    /** Binds a number or null. */
    public Call set(String name, @Nullable Integer value) throws SQLException {
        return value == null ? setNull(name, Types.INTEGER) : set(name, value.longValue());
    }

    /** Binds a time or null. */
    public Call set(String name, @Nullable Instant value) throws SQLException {
        return value == null ? setNull(name, Types.BIGINT) : set(name, micros(value));
    }

    /** Binds a duration or null. */
    public Call set(String name, @Nullable Duration value) throws SQLException {
        return value == null ? setNull(name, Types.BIGINT) : set(name, micros(value));
    }

    /** Binds text or null. */
    public Call set(String name, @Nullable String value) throws SQLException {
        return bind(name, index -> statement.setString(index, value));
    }

    /** Binds an array of a database type; PostgreSQL only. */
    public Call set(String name, String elementType, Object[] values) throws SQLException {
        java.sql.Array array = statement.getConnection().createArrayOf(elementType, values);
        return bind(name, index -> statement.setArray(index, array));
    }

    /** Runs a change and tells the row count. */
    public int update() throws SQLException {
        change();
        try {
            return statement.executeUpdate();
        } catch (SQLException ex) {
            session.fails();
            throw ex;
        }
    }

    /** Runs a change that must meet exactly one row; false if it met none. */
    public boolean updateOne() throws SQLException {
        int rows = update();
        if (rows > 1) {
            throw new IllegalStateException("%s changed %d rows where one was meant".formatted(sql.name(), rows));
        }
        return rows == 1;
    }

    /** Runs a query. */
    public <T> List<T> list(Row<T> row) throws SQLException {
        begin();
        try (ResultSet rows = statement.executeQuery()) {
            List<T> list = new ArrayList<>();
            while (rows.next()) {
                list.add(row.map(rows));
            }
            return list;
        } catch (SQLException ex) {
            session.fails();
            throw ex;
        }
    }

    /** Runs a query for the first row, if there is one. */
    public <T> Optional<T> first(Row<T> row) throws SQLException {
        begin();
        try {
            return firstOf(statement.executeQuery(), row);
        } catch (SQLException ex) {
            session.fails();
            throw ex;
        }
    }

    /**
     * Runs statements that are sent together, and tells the first row of the last one, if there is one. Each must return rows,
     * and only PostgreSQL's driver takes more than one.
     */
    public <T> Optional<T> last(Row<T> row) throws SQLException {
        change();
        try {
            statement.execute();
            for (int i = 1; i < sql.statements(); i++) {
                statement.getMoreResults();
            }
            return firstOf(statement.getResultSet(), row);
        } catch (SQLException ex) {
            session.fails();
            throw ex;
        }
    }

    private static <T> Optional<T> firstOf(ResultSet rows, Row<T> row) throws SQLException {
        try (rows) {
            return rows.next() ? Optional.of(row.map(rows)) : Optional.empty();
        }
    }

    private void begin() {
        if (isQuery) {
            tell();
        } else {
            change();
        }
    }

    private void change() {
        tell();
        session.changes();
    }

    /** The name of each statement that is run, for who asks what a call costs. */
    private void tell() {
        if (log.isTraceEnabled()) {
            log.trace(sql.name());
        }
    }

    /** Microseconds since 1970. */
    public static long micros(Instant instant) {
        // Instant's own arithmetic counts nanoseconds, which overflow within 300 years.
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
    }

    /** Microseconds, rounded up so that nothing is ever early. */
    public static long micros(Duration duration) {
        return Math.addExact(Math.multiplyExact(duration.getSeconds(), 1_000_000L), (duration.getNano() + 999) / 1_000);
    }

    /** The time that a column of microseconds tells. */
    public static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private Call setNull(String name, int type) throws SQLException {
        return bind(name, index -> statement.setNull(index, type));
    }

    private Call bind(String name, Binder binder) throws SQLException {
        int[] indexes = sql.parameters().get(name);
        if (indexes == null) {
            throw new IllegalArgumentException("%s has no parameter :%s".formatted(sql.name(), name));
        }
        for (int index : indexes) {
            binder.bind(index);
        }
        return this;
    }

    private interface Binder {
        void bind(int index) throws SQLException;
    }

    /**
     * Reads one row.
     *
     * @param <T> what it becomes
     */
    @FunctionalInterface
    public interface Row<T> {
        /** Reads the current row. */
        T map(ResultSet row) throws SQLException;
    }
}
