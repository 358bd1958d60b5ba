package dev.jobq.store;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a SQLite file, whose flushes are waited for: so it runs beside others that wait. */
@Tag("patient")
class SqliteFileStoreTests extends SharedJobStoreContract {

    @TempDir
    static Path folder;

    private static SqliteFileFixture fixture;

    @BeforeAll
    static void prepare() {
        fixture = new SqliteFileFixture(folder);
    }

    @Override
    StoreFixture fixture() {
        return fixture;
    }
}
