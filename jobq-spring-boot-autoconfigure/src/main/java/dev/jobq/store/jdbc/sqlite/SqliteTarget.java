package dev.jobq.store.jdbc.sqlite;

import dev.jobq.StoreSetupException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Which SQLite database to open.
 *
 * @param url its JDBC URL without parameters that open other databases
 * @param file its file, or null in memory
 * @param durability what an acknowledged write means
 */
public record SqliteTarget(String url, @Nullable Path file, Durability durability) {

    private static final String PREFIX = "jdbc:sqlite:";
    private static final String MEMORY = ":memory:";

    /** What an acknowledged write means. */
    public enum Durability {
        /** It is on the disk and survives a power cut. */
        FULL,
        /** It survives the end of the process; a power cut may lose the last writes, never the file. */
        NORMAL
    }

    /** A file, made with its folders if it is not there. */
    public static SqliteTarget file(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        return new SqliteTarget(PREFIX + absolute, absolute, Durability.FULL);
    }

    /** A new database in memory, which ends with the store. */
    public static SqliteTarget memory() {
        return new SqliteTarget(
                PREFIX + "file:jobq-" + UUID.randomUUID() + "?mode=memory&cache=shared", null, Durability.FULL);
    }

    /** What {@code jobq.sqlite.path} says: a path or {@code :memory:}. */
    public static SqliteTarget parse(String path) {
        if (path.equals(MEMORY)) {
            return memory();
        }
        try {
            return file(Path.of(path));
        } catch (InvalidPathException ex) {
            throw new StoreSetupException("'%s' is not a path".formatted(path), ex);
        }
    }

    /**
     * The database of an application's DataSource.
     *
     * @throws StoreSetupException if it cannot be reached, or is private to each connection, as {@code :memory:} is
     */
    public static SqliteTarget of(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection()) {
            return ofUrl(connection.getMetaData().getURL());
        } catch (SQLException ex) {
            throw new StoreSetupException("The DataSource gives no connection: " + ex.getMessage(), ex);
        }
    }

    /** The same database with another durability. */
    public SqliteTarget withDurability(Durability durability) {
        return new SqliteTarget(url, file, durability);
    }

    /** Whether it is in memory. */
    public boolean isMemory() {
        return file == null;
    }

    /** The file, or {@code :memory:}. */
    public String location() {
        return file == null ? MEMORY : file.toString();
    }

    /** A short name for threads. */
    String name() {
        return file == null ? "memory" : String.valueOf(file.getFileName());
    }

    /** What tells it from all others in this process: the file's real path, or the name in memory. */
    Object key() {
        if (file == null) {
            return url;
        }
        try {
            if (Files.exists(file)) {
                return file.toRealPath();
            }
            Path parent = file.getParent();
            return parent == null ? file : parent.toRealPath().resolve(file.getFileName());
        } catch (IOException ex) {
            throw new StoreSetupException("%s cannot be used: %s".formatted(file, ex), ex);
        }
    }

    /** Whether a connection's main database is this one, by whatever name it was opened. */
    boolean isOf(Connection connection) throws SQLException {
        String main = mainFile(connection);
        if (file == null || main.isEmpty()) {
            return file == null
                    && main.isEmpty()
                    && url.equals(connection.getMetaData().getURL());
        }
        try {
            return Path.of(main).toRealPath().equals(key());
        } catch (IOException ex) {
            return false;
        }
    }

    /** The file of a connection's main database, or its URL if it has none. */
    static String locationOf(Connection connection) throws SQLException {
        String main = mainFile(connection);
        return main.isEmpty() ? connection.getMetaData().getURL() : main;
    }

    private static String mainFile(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT file FROM pragma_database_list WHERE name = 'main'")) {
            String main = row.next() ? row.getString(1) : null;
            return main == null ? "" : main;
        }
    }

    private static SqliteTarget ofUrl(String url) {
        String name = url.substring(PREFIX.length());
        if (name.startsWith("file:") && name.contains("mode=memory")) {
            return new SqliteTarget(url, null, Durability.FULL);
        }
        int query = name.indexOf('?');
        String path = query < 0 ? name : name.substring(0, query);
        if (path.isEmpty() || path.equals(MEMORY)) {
            throw new StoreSetupException(
                    "%s is a database of its own for each connection: use a file, or jdbc:sqlite:file:NAME?mode=memory&cache=shared"
                            .formatted(url));
        }
        return path.startsWith("file:/") ? file(Path.of(URI.create(path))) : parse(path.replaceFirst("^file:", ""));
    }
}
