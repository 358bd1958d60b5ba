package dev.jobq;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended, for a handler that wants to say more than by returning a value or throwing. Any other value, or
 * none, completes the job with that value as its result; a thrown exception is a failure; a {@code CompletionStage},
 * {@code Future}, {@code Process} or {@link Launched} makes the job long-running.
 */
public sealed interface Outcome {

    /** Ended well, with a result that is written as JSON. */
    static Outcome complete(@Nullable Object result) {
        return new Completed(result);
    }

    /** Failed; tried again by the topic's back-off while attempts are left. */
    static Failed fail(String message) {
        return new Failed(message, null);
    }

    /** Runs again after a time; no attempt is used. */
    static Outcome snooze(Duration delay) {
        return new Snoozed(requireNotNegative(delay));
    }

    /**
     * Runs again behind all that wait by then: those of its priority, or those of its key where the topic is ordered by key. No
     * attempt is used. A job that always says so goes round for ever.
     */
    static Outcome toBack() {
        return new ToBack();
    }

    /** Ends as {@link JobStatus#DISCARDED}; not tried again. */
    static Outcome discard(String reason) {
        return new Discarded(reason);
    }

    /** Ends as {@link JobStatus#CANCELLED}. */
    static Outcome cancel(String reason) {
        return new Cancelled(reason);
    }

    /** Calls the case that this outcome is. */
    <R> R match(Cases<R> cases);

    /**
     * One function for each kind of outcome.
     *
     * @param <R> what they return
     */
    interface Cases<R> {
        R completed(@Nullable Object result);

        R failed(Failed failed);

        R snoozed(Duration delay);

        R toBack();

        R discarded(String reason);

        R cancelled(String reason);
    }

    /**
     * Ended well.
     *
     * @param result written as JSON
     */
    record Completed(@Nullable Object result) implements Outcome {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.completed(result);
        }
    }

    /**
     * Failed.
     *
     * @param message what went wrong
     * @param delay when to try again; null leaves it to the topic's back-off
     */
    record Failed(String message, @Nullable Duration delay) implements Outcome {

        /** Tries again after this time instead of the topic's back-off; an attempt is used. */
        public Failed retryIn(Duration delay) {
            return new Failed(message, requireNotNegative(delay));
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.failed(this);
        }
    }

    /**
     * Runs again later without using an attempt.
     *
     * @param delay when
     */
    record Snoozed(Duration delay) implements Outcome {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.snoozed(delay);
        }
    }

    /** Runs again behind the others. */
    record ToBack() implements Outcome {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.toBack();
        }
    }

    /**
     * Not tried again.
     *
     * @param reason why
     */
    record Discarded(String reason) implements Outcome {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.discarded(reason);
        }
    }

    /**
     * Ended by request.
     *
     * @param reason why
     */
    record Cancelled(String reason) implements Outcome {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.cancelled(reason);
        }
    }

    private static Duration requireNotNegative(Duration delay) {
        if (delay.isNegative()) {
            throw new InvalidJobException("delay %s is negative: give zero or more".formatted(delay));
        }
        return delay;
    }
}
