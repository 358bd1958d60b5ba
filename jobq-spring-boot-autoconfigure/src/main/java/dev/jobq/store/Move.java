package dev.jobq.store;

import dev.jobq.JobStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where an ended attempt sends its job.
 *
 * @param to the next status: COMPLETED, RETRYABLE, SCHEDULED (snoozed), DISCARDED, CANCELLED, PARKED or AVAILABLE (given
 *     back)
 * @param isCharged whether the attempt counts; if not, the job's attempt number goes back by one
 * @param delay how long from now, by the store's clock, for RETRYABLE and SCHEDULED; null for SCHEDULED is
 *     {@link #toBack()}
 * @param result JSON text, for COMPLETED
 * @param error what failed, for a failed attempt
 * @param reason why it was discarded, cancelled or parked
 */
public record Move(
        JobStatus to,
        boolean isCharged,
        @Nullable Duration delay,
        @Nullable String result,
        @Nullable Failure error,
        @Nullable String reason) {

    /** Why a job is discarded that did not start in time. */
    public static final String NOT_STARTED = "not started by its deadline";

    /** Ended well. */
    public static Move completed(@Nullable String result) {
        return new Move(JobStatus.COMPLETED, true, null, result, null, null);
    }

    /** Failed, to be tried again. */
    public static Move retry(Duration delay, Failure error) {
        return new Move(JobStatus.RETRYABLE, true, delay, null, error, null);
    }

    /** Runs later, uncharged. */
    public static Move snooze(Duration delay) {
        return new Move(JobStatus.SCHEDULED, false, delay, null, null, null);
    }

    /** Runs again behind all that wait by then, uncharged: at once, but no longer as the head of its line. */
    public static Move toBack() {
        return new Move(JobStatus.SCHEDULED, false, null, null, null, null);
    }

    /** Whether the job gives up its place. */
    public boolean isToBack() {
        return to == JobStatus.SCHEDULED && delay == null;
    }

    /** Whether the job is not there any more for those behind it in its line to wait for. */
    public boolean leavesLine() {
        return to.isEnded() || isToBack();
    }

    /** Not tried again; with what failed, if something did. */
    public static Move discard(String reason, @Nullable Failure error) {
        return new Move(JobStatus.DISCARDED, true, null, null, error, reason);
    }

    /** Ended by request. */
    public static Move cancel(String reason) {
        return new Move(JobStatus.CANCELLED, true, null, null, null, reason);
    }

    /** Set aside for somebody to look at; uncharged. */
    public static Move park(String reason) {
        return new Move(JobStatus.PARKED, false, null, null, null, reason);
    }

    /**
     * Nobody here handles its type; uncharged. {@link Upkeep#unpark} makes such jobs available again.
     */
    public static Move unknownType(String topic, String type) {
        return park("%s '%s': no handler in topic '%s'".formatted(ParkCause.UNKNOWN_TYPE.code(), type, topic));
    }

    /** Its payload cannot be read here; uncharged. {@link Upkeep#unpark} makes such jobs available again. */
    public static Move unreadable(String why) {
        return park("%s: %s".formatted(ParkCause.UNREADABLE.code(), why));
    }

    /** It crashed its nodes, the last time while it ran alone; uncharged. */
    public static Move crashed(int crashes) {
        return park("%s %d times, the last time while it ran alone".formatted(ParkCause.CRASHED.code(), crashes));
    }

    /** Its deadline passes before it could start. */
    public static Move expired() {
        return new Move(JobStatus.DISCARDED, true, null, null, null, NOT_STARTED);
    }

    /** This, if its deadline passes before the next attempt could start. */
    public Move tooLate() {
        String reason = "no further attempt could start by its deadline";
        return new Move(JobStatus.DISCARDED, true, null, null, error, reason);
    }

    /** Given back untouched, uncharged, to its place. */
    public static Move release() {
        return new Move(JobStatus.AVAILABLE, false, null, null, null, null);
    }

    /**
     * What failed, already cut to the store's bounds.
     *
     * @param type the exception's class name
     * @param message its message
     * @param stack its stack trace
     */
    public record Failure(String type, String message, String stack) {}
}
