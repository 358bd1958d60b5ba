package dev.jobq.process;

/** Several processes that admit jobs on one SQLite file. */
class SqliteAdmissionProcessTests extends AdmissionProcessContract {

    @Override
    String newDatabase() {
        return folder.resolve("jobs.db").toString();
    }
}
