package dev.jobq.store.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.store.jdbc.SqlFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SqliteStatementsTests {

    /** A bare parameter there makes SQLite plan the statement again with every call; behind a plus sign it does not. */
    @Test
    void noLimitIsABareParameter() throws Exception {
        Path folder =
                Path.of(SqlFiles.class.getResource("sqlite/jobs.sql").toURI()).getParent();
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all =
                    files.filter(file -> file.toString().endsWith(".sql")).toList();
            assertThat(all).hasSizeGreaterThan(50);
            for (Path file : all) {
                assertThat(Files.readString(file)).as(file.toString()).doesNotContainPattern("(LIMIT|OFFSET) :");
            }
        }
    }
}
