package dev.jobq.store;

import org.junit.jupiter.api.Tag;

/** The contract on PostgreSQL, which is waited for: so it runs beside others that wait. */
@Tag("patient")
class PostgresStoreTests extends SharedJobStoreContract {

    private static final PostgresFixture FIXTURE = new PostgresFixture("contract");

    @Override
    StoreFixture fixture() {
        return FIXTURE;
    }
}
