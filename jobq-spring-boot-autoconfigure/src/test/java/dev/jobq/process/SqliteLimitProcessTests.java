package dev.jobq.process;

/** Several processes that keep to limits on one SQLite file. */
class SqliteLimitProcessTests extends LimitProcessContract {

    @Override
    String newDatabase() {
        return folder.resolve("jobs.db").toString();
    }
}
