package dev.jobq.store.jdbc.sqlite;

import static dev.jobq.store.jdbc.sqlite.SqliteStores.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobq.InvalidJobException;
import dev.jobq.store.JobDraft;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** Which connections an insert may be made on. */
class SqliteIntakeTests {

    private static final List<JobDraft> JOBS = List.of(draft("1"));

    @TempDir
    private Path folder;

    @Test
    void anotherFileIsRefusedThoughItHasTheTables() throws SQLException {
        Path mine = folder.resolve("mine.db");
        Path other = folder.resolve("other.db");
        try (SqliteJobStore store = SqliteStores.open(SqliteTarget.file(mine));
                SqliteJobStore others = SqliteStores.open(SqliteTarget.file(other));
                Connection connection = begin("jdbc:sqlite:" + other)) {
            assertThatThrownBy(() -> store.intake().insert(connection, JOBS))
                    .isInstanceOf(InvalidJobException.class)
                    .hasMessageContaining(mine.toString())
                    .hasMessageContaining(other.toString());
            assertThat(others.intake().insert(connection, JOBS)).hasSize(1);
            connection.commit();
        }
    }

    @Test
    void aFileThatIsOnlyAttachedIsRefused() throws SQLException {
        Path mine = folder.resolve("mine.db");
        Path other = folder.resolve("other.db");
        try (SqliteJobStore store = SqliteStores.open(SqliteTarget.file(mine));
                Connection connection = DriverManager.getConnection("jdbc:sqlite:" + other);
                Statement statement = connection.createStatement()) {
            statement.execute("ATTACH '%s' AS jobs".formatted(mine));
            connection.setAutoCommit(false);
            assertThatThrownBy(() -> store.intake().insert(connection, JOBS))
                    .isInstanceOf(InvalidJobException.class)
                    .hasMessageContaining(other.toString());
        }
    }

    @Test
    void aDatabaseInMemoryIsRefused() throws SQLException {
        Path mine = folder.resolve("mine.db");
        try (SqliteJobStore store = SqliteStores.open(SqliteTarget.file(mine));
                SqliteJobStore memory = SqliteStores.open(SqliteTarget.memory());
                Connection toMemory = begin("jdbc:sqlite::memory:");
                Connection toFile = begin("jdbc:sqlite:" + mine)) {
            assertThatThrownBy(() -> store.intake().insert(toMemory, JOBS))
                    .isInstanceOf(InvalidJobException.class)
                    .hasMessageContaining(":memory:")
                    .hasMessageContaining(mine.toString());
            assertThatThrownBy(() -> memory.intake().insert(toMemory, JOBS)).isInstanceOf(InvalidJobException.class);
            assertThatThrownBy(() -> memory.intake().insert(toFile, JOBS)).isInstanceOf(InvalidJobException.class);
        }
    }

    @Test
    void theSameFileByAnotherNameIsTaken() throws Exception {
        Path mine = folder.resolve("mine.db");
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
        try (SqliteJobStore store = SqliteStores.open(SqliteTarget.file(mine));
                Connection direct = begin("jdbc:sqlite:file:%s?cache=private".formatted(mine));
                Connection linked = begin("jdbc:sqlite:" + link.resolve("mine.db"))) {
            assertThat(store.intake().insert(direct, JOBS)).hasSize(1);
            direct.commit();
            direct.close();
            assertThat(store.intake().insert(linked, JOBS)).hasSize(1);
            linked.commit();
        }
    }

    @Test
    void aSharedDatabaseInMemoryIsTakenAndSeveralNewTopicsInOneTransaction() throws SQLException {
        SQLiteDataSource shared = new SQLiteDataSource();
        shared.setUrl("jdbc:sqlite:file:intake?mode=memory&cache=shared");
        try (Connection connection = shared.getConnection();
                SqliteJobStore store = SqliteStores.open(SqliteTarget.of(shared))) {
            connection.setAutoCommit(false);
            store.intake().insert(connection, JOBS);
            JobDraft other = new JobDraft("reports", "daily", "1", 0, JobDraft.Start.NOW, JobDraft.Limits.NONE);
            store.intake().insert(connection, List.of(other));
            connection.commit();
            connection.setAutoCommit(true);
            assertThat(store.topics().names()).containsExactly("emails", "reports");
        }
    }

    private static Connection begin(String url) throws SQLException {
        Connection connection = DriverManager.getConnection(url);
        connection.setAutoCommit(false);
        return connection;
    }
}
