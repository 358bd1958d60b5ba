package dev.jobq.process;

import dev.jobq.store.TestPostgres;

/** Ten thousand waiters on PostgreSQL. */
class PostgresWaiterProcessTests extends WaiterProcessContract {

    @Override
    String newDatabase() {
        TestPostgres.create("waiters");
        return TestPostgres.url("waiters");
    }

    @Override
    String listener() {
        return "jobq-listener";
    }
}
