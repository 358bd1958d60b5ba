package dev.jobq.process;

import dev.jobq.store.TestPostgres;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** Operators and a worker on one PostgreSQL. */
class PostgresSteeringProcessTests extends SteeringProcessContract {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    @Override
    String newDatabase() {
        String name = "steering" + DATABASES.incrementAndGet();
        TestPostgres.create(name);
        return TestPostgres.url(name);
    }

    @Override
    DataSource dataSource(String database) {
        return Databases.postgres(database);
    }
}
