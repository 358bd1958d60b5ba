package dev.jobq.autoconfigure;

/** Which database the queue is kept in. */
public enum StoreKind {
    /** Whatever the DataSource is. */
    AUTO,
    /** SQLite. */
    SQLITE,
    /** PostgreSQL. */
    POSTGRESQL
}
