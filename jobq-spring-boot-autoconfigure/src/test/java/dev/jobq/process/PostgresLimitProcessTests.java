package dev.jobq.process;

import dev.jobq.store.TestPostgres;

/** Several processes that keep to limits on one PostgreSQL. */
class PostgresLimitProcessTests extends LimitProcessContract {

    @Override
    String newDatabase() {
        TestPostgres.create("limits");
        return TestPostgres.url("limits");
    }
}
