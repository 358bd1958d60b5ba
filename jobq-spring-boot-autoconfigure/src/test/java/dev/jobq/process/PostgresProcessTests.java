package dev.jobq.process;

import dev.jobq.store.TestPostgres;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** Several processes on one PostgreSQL. */
class PostgresProcessTests extends ProcessContract {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    @Override
    String newDatabase() {
        String name = "process" + DATABASES.incrementAndGet();
        TestPostgres.create(name);
        return TestPostgres.url(name);
    }

    @Override
    DataSource dataSource(String database) {
        return Databases.postgres(database);
    }
}
