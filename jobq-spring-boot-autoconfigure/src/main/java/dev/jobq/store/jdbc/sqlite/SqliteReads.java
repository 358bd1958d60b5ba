package dev.jobq.store.jdbc.sqlite;

import dev.jobq.store.jdbc.Transactor.Work;

/** Where reads outside a caller's transaction go. */
interface SqliteReads {

    /** Runs work that only looks. */
    <T> T read(Work<T> work);
}
