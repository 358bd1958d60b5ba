package dev.jobq.store.jdbc.sqlite;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The turn of a file of its own for each test. */
abstract class TurnFixture {

    static final Duration SHORT = Duration.ofMillis(50);

    @TempDir
    Path folder;

    Path file;
    SqliteTurn turn;

    @BeforeEach
    void open() {
        file = folder.resolve("jobs.db");
        turn = SqliteTurn.open(SqliteTarget.file(file));
    }

    @AfterEach
    void close() {
        turn.close();
    }
}
