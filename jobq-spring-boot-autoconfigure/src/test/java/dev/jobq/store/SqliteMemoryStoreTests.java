package dev.jobq.store;

/** The contract on SQLite in memory. */
class SqliteMemoryStoreTests extends JobStoreContract {

    private final SqliteMemoryFixture fixture = new SqliteMemoryFixture();

    @Override
    StoreFixture fixture() {
        return fixture;
    }
}
