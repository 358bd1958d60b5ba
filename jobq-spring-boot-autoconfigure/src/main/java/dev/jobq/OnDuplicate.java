package dev.jobq;

/** What becomes of a new job whose unique key another job holds. */
public enum OnDuplicate {
    /** No job is made: {@link JobQueue#enqueue(NewJob)} returns the holder's id. The default. */
    RETURN_EXISTING,

    /** No job is made: {@link JobQueue#enqueue(NewJob)} throws a {@link DuplicateJobException} with the holder's id. */
    REJECT,

    /**
     * The holder, if it waits, gets the new job's type, payload and time: it takes the place of a job enqueued now. A holder
     * that runs or has ended is left as it is, as with {@link #RETURN_EXISTING}.
     */
    REPLACE,

    /** As {@link #REPLACE}, but the holder keeps its time, and so its place. */
    KEEP_RUN_AT
}
