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
        try (Connection connection = SERVER.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("CREATE DATABASE " + database);
        } catch (SQLException ex) {
            throw new IllegalStateException(ex);
        }
        return SERVER.getDatabase("postgres", database);
    }

    /** The JDBC URL of a database, with its user, for other processes. */
    public static String url(String database) {
        return SERVER.getJdbcUrl("postgres", database);
    }

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "200")
                    .start();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }
}
