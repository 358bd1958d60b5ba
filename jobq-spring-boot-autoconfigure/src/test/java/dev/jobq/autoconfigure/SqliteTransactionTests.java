package dev.jobq.autoconfigure;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class SqliteTransactionTests extends TransactionTests {

    @TempDir
    Path directory;

    @Override
    List<String> database() {
        return List.of("spring.datasource.url=jdbc:sqlite:" + directory.resolve("shop.db"));
    }
}
