package dev.jobq.store;

import dev.jobq.store.jdbc.SchemaMigrator;
import dev.jobq.store.jdbc.postgresql.PostgresJobStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * A database on a real server, empty for each test: its rows are deleted, which is much quicker than to make another
 * one. If a test has changed more than rows, the next one gets another copy of a database that has the tables already.
 */
public final class PostgresFixture implements StoreFixture {

    private static final String SYSTEM = "jobs";

    /** What is in a database besides rows, the versions of its tables among them. */
    private static final String MADE = """
            SELECT (SELECT md5(string_agg(c.oid || relname || relnatts || relchecks || reltriggers, ',' ORDER BY c.oid))
                FROM (SELECT oid, relname, relnatts, relchecks, relhastriggers::text AS reltriggers FROM pg_class
                  WHERE relkind IN ('r', 'i', 'S', 'v', 'p')) c)
              || (SELECT count(*) FROM pg_trigger) || ',' || (SELECT count(*) FROM pg_proc)
              || ',' || (SELECT count(*) FROM pg_constraint) || ',' || (SELECT count(*) FROM pg_db_role_setting)
              || (SELECT md5(string_agg(h::text, ',')) FROM jobs_schema_history h)""";

    private static final String ALONE = """
            SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()""";

    /** Keeps the rows that the migrations themselves have written. */
    private static final String KEEP = """
            SELECT 'CREATE TABLE kept.' || relname || ' AS TABLE ' || relname FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname NOT LIKE '%schema_history'""";

    private static final String EMPTY = """
            SELECT CASE relkind WHEN 'r'
                THEN 'DELETE FROM ' || relname || '; INSERT INTO ' || relname || ' TABLE kept.' || relname
                ELSE 'SELECT setval(' || quote_literal(relname) || ', 1, FALSE)' END
            FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S') AND relname NOT LIKE '%schema_history'""";

    private final String name;
    private final AtomicInteger copies = new AtomicInteger();
    private DataSource dataSource;
    private String made = "";
    private String wipe = "";

    public PostgresFixture(String name) {
        this.name = name;
        this.dataSource = TestPostgres.create(name);
        new SchemaMigrator(dataSource, "postgresql", SYSTEM).apply(StoreSettings.SchemaMode.CREATE);
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA kept");
            statement.execute(script(statement, KEEP));
        } catch (SQLException ex) {
            throw new IllegalStateException(ex);
        }
        copy();
    }

    @Override
    public void reset() {
        if (!wipe()) {
            copy();
        }
    }

    /** Deletes all rows; false if something else was changed. */
    private boolean wipe() {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(ALONE);
            statement.execute("SET lock_timeout = '10s'");
            // In whatever order.
            statement.execute("SET session_replication_role = replica");
            if (!text(statement, MADE).equals(made)) {
                return false;
            }
            statement.execute(wipe);
            return true;
        } catch (SQLException ex) {
            // Its tables are not there, or nobody may connect to it.
            return false;
        }
    }

    private void copy() {
        int copy = copies.incrementAndGet();
        TestPostgres.drop(name + (copy - 1));
        dataSource = TestPostgres.copy(name, name + copy);
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            made = text(statement, MADE);
            wipe = script(statement, EMPTY);
        } catch (SQLException ex) {
            throw new IllegalStateException(ex);
        }
    }

    private static String script(Statement statement, String statements) throws SQLException {
        return text(statement, "SELECT string_agg(s, ';') FROM (%s) AS x (s)".formatted(statements));
    }

    private static String text(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public boolean hasTables() {
        return true;
    }

    @Override
    public String system() {
        return SYSTEM;
    }

    @Override
    public JobStore open(StoreSettings settings, CallerTransaction transaction) {
        return PostgresJobStore.open(dataSource, true, settings, transaction);
    }

    @Override
    public boolean hasOneWriter() {
        return false;
    }

    @Override
    public DataSource dataSource() {
        return dataSource;
    }

    @Override
    public DataSource elsewhere() {
        return TestPostgres.create(name + "_elsewhere");
    }
}
