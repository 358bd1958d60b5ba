package dev.jobq.store.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobq.StoreSetupException;
import dev.jobq.store.jdbc.sqlite.SqliteTarget.Durability;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

class SqliteTargetTests {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"%s", "%s?busy_timeout=1000&journal_mode=WAL", "file:%s", "file:%s?cache=private"})
    void anApplicationsFileIsFoundInItsUrl(String form) {
        Path file = folder.resolve("app.db");
        assertThat(SqliteTarget.of(dataSource(form.formatted(file))).file()).isEqualTo(file);
    }

    @ParameterizedTest
    @ValueSource(strings = {":memory:", ""})
    void aDatabaseOfOneConnectionIsRefused(String name) {
        assertThatThrownBy(() -> SqliteTarget.of(dataSource(name)))
                .isInstanceOf(StoreSetupException.class)
                .hasMessageContaining("cache=shared");
    }

    @Test
    void aSharedDatabaseInMemoryIsTakenByItsName() {
        SqliteTarget target = SqliteTarget.of(dataSource("file:app?mode=memory&cache=shared"));
        assertThat(target.isMemory()).isTrue();
        assertThat(target.key()).isEqualTo(target.url());
        assertThat(target.location()).isEqualTo(":memory:");
    }

    @Test
    void everyDatabaseInMemoryIsAnother() {
        assertThat(SqliteTarget.memory().key())
                .isNotEqualTo(SqliteTarget.parse(":memory:").key());
    }

    @Test
    void aLinkAndItsFileAreTheSame() throws Exception {
        Path file = Files.createFile(folder.resolve("app.db"));
        Path link = Files.createSymbolicLink(folder.resolve("link.db"), file);
        assertThat(SqliteTarget.file(link).key())
                .isEqualTo(SqliteTarget.file(file).key());
    }

    @ParameterizedTest
    @CsvSource({"OFF, NORMAL", "NORMAL, NORMAL", "FULL, FULL", "EXTRA, FULL", "'', FULL"})
    void aQueueIsAsDurableAsTheDataSourceItIsGiven(String synchronous, Durability durability) {
        Properties properties = new Properties();
        if (!synchronous.isEmpty()) {
            properties.setProperty("synchronous", synchronous);
        }
        SQLiteDataSource dataSource = new SQLiteDataSource(new SQLiteConfig(properties));
        dataSource.setUrl("jdbc:sqlite:" + folder.resolve("app.db"));
        assertThat(SqliteTarget.of(dataSource).durability()).isEqualTo(durability);
    }

    @Test
    void whatIsNoPathIsRefused() {
        assertThatThrownBy(() -> SqliteTarget.parse("a\0b")).isInstanceOf(StoreSetupException.class);
    }

    private static SQLiteDataSource dataSource(String name) {
        SQLiteDataSource dataSource = new SQLiteDataSource();
        dataSource.setUrl("jdbc:sqlite:" + name);
        return dataSource;
    }
}
