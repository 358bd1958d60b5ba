package dev.jobq.engine;

/** Stands for memory that has run out, and is out still when somebody wants to tell of it. */
final class Exhausted extends OutOfMemoryError {

    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
        throw new OutOfMemoryError("still pretended");
    }
}
