package dev.jobq.store;

import dev.jobq.store.jdbc.SchemaMigrator;
import dev.jobq.store.jdbc.postgresql.PostgresJobStore;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** Databases on a real server, one for each test: a copy of one that has the tables already, as to make them takes longer. */
public final class PostgresFixture implements StoreFixture {

    private static final String SYSTEM = "jobs";

    private final String name;
    private final AtomicInteger copies = new AtomicInteger();
    private DataSource dataSource;

    public PostgresFixture(String name) {
        this.name = name;
        this.dataSource = TestPostgres.create(name);
        new SchemaMigrator(dataSource, "postgresql", SYSTEM).apply(StoreSettings.SchemaMode.CREATE);
    }

    @Override
    public void reset() {
        int copy = copies.incrementAndGet();
        TestPostgres.drop(name + (copy - 1));
        dataSource = TestPostgres.copy(name, name + copy);
    }

    @Override
    public String system() {
        return SYSTEM;
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
        return TestPostgres.create(name + "_elsewhere");
    }
}
