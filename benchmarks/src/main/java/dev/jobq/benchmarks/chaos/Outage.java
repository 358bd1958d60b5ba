package dev.jobq.benchmarks.chaos;

import dev.jobq.benchmarks.machine.CutProxy;
import dev.jobq.benchmarks.machine.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A way in which a database goes away and comes back.
 *
 * @param name its name
 * @param begins takes it away
 * @param heals gives it back
 */
record Outage(String name, Step begins, Step heals) {

    /** One half of it. */
    interface Step {
        void take() throws IOException, SQLException, InterruptedException;
    }

    /** The names of those of servers. */
    static final List<String> OF_SERVERS = List.of("stopped", "killed", "terminated", "refused", "swallowed");

    /** The names of those of files. */
    static final List<String> OF_FILES = List.of("locked", "replaced");

    /** Of a file on a disk that can be filled. */
    static final String FULL = "full";

    /** What can happen to a server, or to the network before it. */
    static List<Outage> of(PostgresServer server, CutProxy proxy, String url) {
        return List.of(
                new Outage("stopped", server::stop, server::start),
                new Outage("killed", server::die, server::start),
                new Outage("terminated", () -> server.breakConnections(url), () -> server.breakConnections(url)),
                new Outage("refused", () -> proxy.refuse(true), () -> proxy.refuse(false)),
                new Outage("swallowed", () -> proxy.hold(true), () -> proxy.hold(false)));
    }

    /**
     * What can happen to a file.
     *
     * @param disk the small disk that it is on, which can be filled; null if there is none
     */
    static List<Outage> of(Path file, @Nullable Path disk) {
        Outage locked = locked("jdbc:sqlite:" + file);
        Outage replaced = replaced(file);
        return disk == null ? List.of(locked, replaced) : List.of(locked, replaced, full(disk.resolve("ballast")));
    }

    /** By a writer that takes no turn. */
    private static Outage locked(String url) {
        Connection[] foreign = new Connection[1];
        return new Outage(
                "locked",
                () -> {
                    foreign[0] = DriverManager.getConnection(url);
                    try (Statement statement = foreign[0].createStatement()) {
                        statement.execute("PRAGMA busy_timeout = 60000");
                        statement.execute("BEGIN IMMEDIATE");
                    }
                },
                () -> foreign[0].close());
    }

    private static Outage replaced(Path file) {
        Path aside = file.resolveSibling("aside");
        return new Outage(
                "replaced",
                () -> {
                    Files.move(file, aside);
                    Files.createFile(file);
                },
                () -> Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING));
    }

    private static Outage full(Path ballast) {
        return new Outage(
                FULL,
                () -> {
                    byte[] block = new byte[1 << 16];
                    try (var out = Files.newOutputStream(ballast)) {
                        while (true) {
                            out.write(block);
                        }
                    } catch (IOException full) {
                        // That was the purpose.
                        return;
                    }
                },
                () -> Files.delete(ballast));
    }
}
