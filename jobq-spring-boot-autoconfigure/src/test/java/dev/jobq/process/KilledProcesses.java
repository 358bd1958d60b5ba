package dev.jobq.process;

import dev.jobq.history.HistoryFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes of one kind that write a common history, while some of them are killed. */
@Timeout(300)
@Tag("patient")
abstract class KilledProcesses {

    private static final int KILLS = 2;

    @TempDir
    Path folder;

    String database;

    private final Class<?> kind;
    private final int processes;
    private final List<ChildJvm> children = new ArrayList<>();
    private int started;

    /**
     * @param kind its main class; takes the database, the history and its name, and says when it is ready
     * @param processes how many there are at a time
     */
    KilledProcesses(Class<?> kind, int processes) {
        this.kind = kind;
        this.processes = processes;
    }

    /** A new, empty database. */
    abstract String newDatabase();

    @BeforeEach
    void makeDatabase() {
        database = newDatabase();
    }

    @AfterEach
    void endAll() throws InterruptedException {
        for (ChildJvm child : children) {
            child.close();
        }
    }

    /** Starts them; twice the oldest is killed, and another one started in its place. Those that are left. */
    final List<ChildJvm> killing(HistoryFile mine, IntConsumer awaitKill) throws Exception {
        List<ChildJvm> running = new ArrayList<>();
        for (int i = 0; i < processes; i++) {
            running.add(start());
        }
        for (ChildJvm child : running) {
            child.await("ready");
        }
        for (int kill = 1; kill <= KILLS; kill++) {
            awaitKill.accept(kill);
            running.remove(0).kill();
            mine.killed("p" + kill);
            running.add(start().await("ready"));
        }
        return running;
    }

    final Path file() {
        return folder.resolve("history");
    }

    private ChildJvm start() throws IOException {
        ChildJvm child = ChildJvm.start(kind, database, file().toString(), "p" + ++started);
        children.add(child);
        return child;
    }
}
