package dev.jobq.outage;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
        Files.deleteIfExists(data.resolve("postmaster.pid"));
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
