package dev.jobq;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a running attempt knows and can say. Thread-safe. After the attempt ended or lost its fence, what it says is
 * dropped.
 */
public interface JobContext {

    /** The job's id. */
    JobId id();

    /** The topic. */
    String topic();

    /** The type. */
    String type();

    /** Which attempt this is, from 1. Rescues, stops and snoozes count none. */
    int attempt();

    /**
     * The number that only the current attempt holds; it only ever grows. Hand it to outside systems that can refuse
     * smaller ones (Kleppmann's fencing token).
     */
    long fence();

    /** The worker that runs it. */
    ProcessId worker();

    /** The job as the store has it now; empty if it was deleted. */
    Optional<Job> job();

    /** The fire that enqueued it, with its schedule's name and the fire time; empty if no schedule did. Reads the store. */
    Optional<Fire> fire();

    /** Whether a cancel was requested, the attempt timed out, or this node lost the job. */
    boolean cancelled();

    /**
     * Tells how far the job is. Buffered: never blocks on the store; the last value is stored within about half a second.
     *
     * @param done units done
     * @param total units in all; 0 when unknown
     */
    void progress(long done, long total);

    /** Begins a named step; its time runs until the next step or the end. Buffered. */
    void step(String name);

    /** Writes a message to the job's event log. Buffered. */
    void log(Level level, String message);

    /** Keeps a number with the job's statistics; the last value of a name counts. */
    void stat(String name, double value);

    /**
     * Ends the job as completed in the transaction that the calling thread is in, which must be one on the store's DataSource:
     * what the handler did there and the end of its job are committed together, or neither is. Call it last and once. When the
     * transaction has committed the job is over, whatever the handler does, returns or throws after it. If the transaction is
     * rolled back the attempt has failed, also when the handler returns.
     *
     * @param result the job's result; what the handler returns is not looked at
     * @throws FenceLostException if this attempt does not own the job any more; the transaction can only roll back then
     * @throws IllegalStateException if there is no such transaction
     */
    void completeInTransaction(@Nullable Object result);

    /** How grave a message is. */
    enum Level {
        /** For developers. */
        DEBUG,
        /** For the record. */
        INFO,
        /** Should be looked at. */
        WARN,
        /** Went wrong. */
        ERROR
    }
}
