package dev.jobq.store;

/** The contract on PostgreSQL. */
class PostgresStoreTests extends SharedJobStoreContract {

    private static final PostgresFixture FIXTURE = new PostgresFixture("contract");

    @Override
    StoreFixture fixture() {
        return FIXTURE;
    }
}
