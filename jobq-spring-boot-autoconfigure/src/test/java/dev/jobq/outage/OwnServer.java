package dev.jobq.outage;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.postgresql.ds.PGSimpleDataSource;

/** A server of a test's own, which can be stopped, killed and started again on its data. */
final class OwnServer implements AutoCloseable {

    private final Path data;
    private EmbeddedPostgres server;

    OwnServer(Path data) throws IOException {
        this.data = data;
        start();
    }

    /** A server that follows this one, on a copy of its data, until it is promoted. Nothing may have been written yet. */
    OwnServer follower(Path copy) throws IOException, SQLException {
        stop();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(data.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        start();
        Files.createFile(copy.resolve("standby.signal"));
        Files.writeString(
                copy.resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=localhost port=%d user=postgres'\n".formatted(port()),
                StandardOpenOption.APPEND);
        OwnServer follower = new OwnServer(copy);
        // From now on what is acknowledged is there, too.
        execute("ALTER SYSTEM SET synchronous_standby_names = '*'");
        execute("SELECT pg_reload_conf()");
        return follower;
    }

    /** Ends the life as a follower. */
    void promote() throws SQLException {
        execute("SELECT pg_promote(TRUE, 60)");
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = dataSource(port()).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    int port() {
        return server.getPort();
    }

    void start() throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                // What was acknowledged has to survive.
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on");
        server = (server == null ? builder : builder.setPort(server.getPort())).start();
    }

    void stop() throws IOException {
        server.close();
    }

    /** As when its power goes: no process of it says another word. */
    void kill() throws Exception {
        long pid = Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).get(0).trim());
        ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
        // To all of it at once, or it would tell its clients.
        postmaster.descendants().forEach(ProcessHandle::destroyForcibly);
        postmaster.destroyForcibly();
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !postmaster.isAlive());
        // Finds nothing to stop, and lets the folder go.
        server.close();
    }

    /** A way to it through this port. */
    static PGSimpleDataSource dataSource(int port) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl("jdbc:postgresql://localhost:%d/postgres?user=postgres".formatted(port));
        dataSource.setLoginTimeout(3);
        return dataSource;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
