package dev.jobq.store;

import dev.jobq.store.jdbc.postgresql.PostgresJobStore;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A database on a real server; each place is a system of tables of its own. */
public final class PostgresFixture implements StoreFixture {

    private final String database;
    private final DataSource dataSource;
    private final AtomicInteger places = new AtomicInteger();

    public PostgresFixture(String database) {
        this.database = database;
        this.dataSource = TestPostgres.create(database);
    }

    @Override
    public void reset() {
        places.incrementAndGet();
    }

    @Override
    public String system() {
        return "s" + places.get();
    }

    @Override
    public JobStore open(StoreSettings settings, CallerTransaction transaction) {
        return PostgresJobStore.open(dataSource, true, settings, transaction);
    }

    @Override
    public boolean hasOneWriter() {
        return false;
    }

    @Override
    public DataSource dataSource() {
        return dataSource;
    }

    @Override
    public DataSource elsewhere() {
        return TestPostgres.create(database + "_elsewhere");
    }
}
