package dev.jobq.store.jdbc;

/** Somebody else was faster between a look and the change: what was written is to be undone, and all to be tried again. */
@SuppressWarnings("serial")
final class OvertakenException extends RuntimeException {

    OvertakenException() {
        super("Overtaken", null, false, false);
    }
}
