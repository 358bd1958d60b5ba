package dev.jobq.store;

import dev.jobq.store.jdbc.SchemaMigrator;
import dev.jobq.store.jdbc.sqlite.SqliteJobStore;
import dev.jobq.store.jdbc.sqlite.SqliteTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** A file; each place is another one: a copy of one that has the tables already, as to make them takes longer. */
public final class SqliteFileFixture implements StoreFixture {

    private static final String SYSTEM = "jobq";

    private final Path folder;
    private final Path original;
    private final AtomicInteger places = new AtomicInteger();

    public SqliteFileFixture(Path folder) {
        this.folder = folder;
        this.original = folder.resolve("original.db");
    }

    @Override
    public void reset() {
        places.incrementAndGet();
        if (Files.notExists(original)) {
            new SchemaMigrator(applicationDataSource(original), "sqlite", SYSTEM)
                    .apply(StoreSettings.SchemaMode.CREATE);
        }
        try {
            Files.copy(original, file());
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    @Override
    public boolean hasTables() {
        return places.get() > 0;
    }

    @Override
    public String system() {
        return SYSTEM;
    }

    @Override
    public JobStore open(StoreSettings settings, CallerTransaction transaction) {
        return SqliteJobStore.open(SqliteTarget.file(file()), settings, transaction);
    }

    @Override
    public boolean hasOneWriter() {
        return true;
    }

    @Override
    public DataSource dataSource() {
        return applicationDataSource(file());
    }

    @Override
    public DataSource elsewhere() {
        return applicationDataSource(folder.resolve("elsewhere.db"));
    }

    /** As the starter completes an application's pool. */
    static DataSource applicationDataSource(Path file) {
        Properties properties = new Properties();
        properties.setProperty("journal_mode", "WAL");
        properties.setProperty("synchronous", "FULL");
        properties.setProperty("transaction_mode", "IMMEDIATE");
        properties.setProperty("busy_timeout", "30000");
        SQLiteDataSource dataSource = new SQLiteDataSource(new SQLiteConfig(properties));
        dataSource.setUrl("jdbc:sqlite:" + file);
        return dataSource;
    }

    private Path file() {
        return folder.resolve("place" + places.get() + ".db");
    }
}
