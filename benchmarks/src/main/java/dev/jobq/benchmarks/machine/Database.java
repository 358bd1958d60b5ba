package dev.jobq.benchmarks.machine;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A new, empty database that goes when closed.
 *
 * @param store which kind
 * @param url its JDBC address, bare of settings that make it fast or safe
 * @param file the SQLite file
 */
public record Database(Store store, String url, @Nullable Path file, Dropping dropping) implements AutoCloseable {

    /** The kinds there are, named as in jobq's configuration. */
    public enum Store {
        SQLITE,
        POSTGRESQL;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How it goes. */
    public interface Dropping {
        void drop() throws IOException, SQLException;
    }

    /** Makes databases. */
    public interface Source {
        Database open() throws IOException, SQLException;

        /** The server, if there is one. */
        default @Nullable PostgresServer server() {
            return null;
        }
    }

    /** SQLite files, each in a directory of its own. */
    public static Source sqlite(Disk disk) {
        return () -> {
            Path directory = disk.directory("sqlite");
            Path file = directory.resolve("jobs.db");
            return new Database(Store.SQLITE, "jdbc:sqlite:" + file, file, () -> disk.delete(directory));
        };
    }

    /** Databases of a server. */
    public static Source postgresql(PostgresServer server) {
        return new Source() {
            @Override
            public Database open() throws SQLException {
                String url = server.newDatabase();
                return new Database(Store.POSTGRESQL, url, null, () -> server.drop(url));
            }

            @Override
            public PostgresServer server() {
                return server;
            }
        };
    }

    @Override
    public void close() throws IOException, SQLException {
        dropping.drop();
    }
}
