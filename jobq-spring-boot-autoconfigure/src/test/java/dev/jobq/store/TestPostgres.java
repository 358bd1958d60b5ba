package dev.jobq.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** A real PostgreSQL, one server for all tests of the JVM. */
public final class TestPostgres {

    private static final EmbeddedPostgres SERVER = start();

    private TestPostgres() {}

    /** Makes an empty database. */
    public static DataSource create(String database) {
        execute("CREATE DATABASE " + database);
        return SERVER.getDatabase("postgres", database);
    }

    /** Makes a database like another one, to which nobody is connected. */
    static DataSource copy(String original, String database) {
        execute("CREATE DATABASE %s TEMPLATE %s".formatted(database, original));
        return SERVER.getDatabase("postgres", database);
    }

    /** Deletes a database if it is there, whoever is connected to it. */
    static void drop(String database) {
        execute("DROP DATABASE IF EXISTS %s WITH (FORCE)".formatted(database));
    }

    /** The JDBC URL of a database, with its user, for other processes. */
    public static String url(String database) {
        return SERVER.getJdbcUrl("postgres", database);
    }

    private static void execute(String sql) {
        try (Connection connection = SERVER.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException ex) {
            throw new IllegalStateException(ex);
        }
    }

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "200")
                    // Processes die in these tests, not the machine.
                    .setServerConfig("fsync", "off")
                    .start();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }
}
