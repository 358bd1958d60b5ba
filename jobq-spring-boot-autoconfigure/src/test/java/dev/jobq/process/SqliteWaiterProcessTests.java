package dev.jobq.process;

/** Ten thousand waiters on a SQLite file. */
class SqliteWaiterProcessTests extends WaiterProcessContract {

    @Override
    String newDatabase() {
        return folder.resolve("jobs.db").toString();
    }

    @Override
    String listener() {
        return "jobq-watch-jobs.db";
    }
}
