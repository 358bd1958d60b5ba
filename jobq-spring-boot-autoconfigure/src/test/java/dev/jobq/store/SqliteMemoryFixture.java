package dev.jobq.store;

import dev.jobq.store.jdbc.sqlite.SqliteJobStore;
import dev.jobq.store.jdbc.sqlite.SqliteTarget;
import javax.sql.DataSource;

/** A database in memory, private to the store that opened it. */
final class SqliteMemoryFixture implements StoreFixture {

    @Override
    public void reset() {
        // Every opening is a new place.
    }

    @Override
    public boolean hasTables() {
        return false;
    }

    @Override
    public String system() {
        return "jobq";
    }

    @Override
    public JobStore open(StoreSettings settings, CallerTransaction transaction) {
        return SqliteJobStore.open(SqliteTarget.memory(), settings, transaction);
    }

    @Override
    public boolean hasOneWriter() {
        return true;
    }

    @Override
    public DataSource dataSource() {
        throw new UnsupportedOperationException("Nobody else reaches it");
    }

    @Override
    public DataSource elsewhere() {
        throw new UnsupportedOperationException("Nobody else reaches it");
    }
}
