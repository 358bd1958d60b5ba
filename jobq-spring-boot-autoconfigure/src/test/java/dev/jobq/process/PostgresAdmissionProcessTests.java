package dev.jobq.process;

import dev.jobq.store.TestPostgres;

/** Several processes that admit jobs on one PostgreSQL. */
class PostgresAdmissionProcessTests extends AdmissionProcessContract {

    @Override
    String newDatabase() {
        TestPostgres.create("admission");
        return TestPostgres.url("admission");
    }
}
