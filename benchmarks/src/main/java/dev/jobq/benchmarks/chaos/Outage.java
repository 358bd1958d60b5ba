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
import java.util.ArrayList;
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
    static final List<String> OF_SERVERS =
            List.of("stopped", "killed", "terminated", "exhausted", "refused", "swallowed");

    /** A server that dies, and another one in its place. */
    static final String PROMOTED = "promoted";

    /** The names of those of files. */
    static final List<String> OF_FILES = List.of("locked", "replaced");

    /** The names of those of files on a disk of their own, which can be filled, and on which files can be made read-only. */
    static final List<String> OF_DISKS = List.of("full", "read-only");

    /** As whom processes reach a server, so that it can keep them out. */
    static final String ROLE = "app";

    /** What can happen to a server, or to the network before it. */
    static List<Outage> of(PostgresServer server, CutProxy proxy, String url) {
        return List.of(
                new Outage("stopped", server::stop, server::start),
                new Outage("killed", server::die, server::start),
                new Outage("terminated", () -> server.breakConnections(url), () -> server.breakConnections(url)),
                new Outage("exhausted", () -> server.exhaust(ROLE, url), () -> server.relieve(ROLE)),
                new Outage("refused", () -> proxy.refuse(true), () -> proxy.refuse(false)),
                new Outage("swallowed", () -> proxy.hold(true), () -> proxy.hold(false)));
    }

    /**
     * What can happen to a file.
     *
     * @param disk the small disk that it is on, if it has one of its own
     */
    static List<Outage> of(Path file, @Nullable LoopDisk disk) {
        List<Outage> outages = new ArrayList<>(List.of(locked("jdbc:sqlite:" + file), replaced(file)));
        if (disk != null) {
            outages.add(full(disk.path().resolve("ballast")));
            outages.add(new Outage("read-only", () -> freeze(file, true), () -> freeze(file, false)));
        }
        return outages;
    }

    /** For those who have it open, too. What lies beside it to be mapped into memory must stay writable. */
    private static void freeze(Path file, boolean isToFreeze) throws IOException, InterruptedException {
        for (String name : List.of(file.toString(), file + "-wal")) {
            LoopDisk.run("chattr", isToFreeze ? "+i" : "-i", name);
        }
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
                "full",
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
