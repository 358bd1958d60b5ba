package dev.jobq;

/** The payload or the type belongs to no handler and carries no {@link JobType}, so jobq cannot tell where it goes. */
public final class UnknownJobTypeException extends JobqException {

    public UnknownJobTypeException(String message) {
        super(message);
    }
}
