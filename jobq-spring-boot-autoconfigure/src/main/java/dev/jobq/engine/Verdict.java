package dev.jobq.engine;

import dev.jobq.JobStatus;
import dev.jobq.JobqException;
import dev.jobq.Outcome;
import dev.jobq.handler.HandlerMethod;
import dev.jobq.store.Move;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Decides where a job goes from how its attempt ended. */
final class Verdict implements Outcome.Cases<Move> {

    static final String ON_REQUEST = "cancelled on request";

    private final Attempt attempt;
    private final @Nullable HandlerMethod handler;
    private final TopicSettings topic;
    private final ResultWriter results;

    /**
     * @param handler null if there is none for its type
     */
    Verdict(Attempt attempt, @Nullable HandlerMethod handler, TopicSettings topic, ResultWriter results) {
        this.attempt = attempt;
        this.handler = handler;
        this.topic = topic;
        this.results = results;
    }

    /** After a return value. */
    Move onValue(@Nullable Object value) {
        Outcome outcome = value instanceof Outcome said ? said : Outcome.complete(value);
        return unlessCancelled(outcome.match(this));
    }

    /** After an exception. */
    Move onError(Throwable error) {
        Move.Failure failure = Failures.thrown(error);
        Move move = handler != null && handler.discardsOn(error)
                ? Move.discard("%s is not tried again".formatted(failure.type()), failure)
                : retry(failure, null);
        return unlessCancelled(move);
    }

    /** After an error that ends the process: the job is the first to run again. */
    Move onFatal(Error error) {
        return unlessCancelled(retry(Failures.thrown(error), Duration.ZERO));
    }

    /** After a failure that is not the handler's: it counts like any other, but no back-off of the application's is asked. */
    Move onTrouble(Throwable error, Duration delay) {
        return unlessCancelled(retry(Failures.thrown(error), delay));
    }

    /** After the store did not take where it was to go. */
    Move onRefusal(Move refused, Throwable reason, Duration delay) {
        if (refused.to() == JobStatus.DISCARDED) {
            return Move.discard("the store does not take what it is discarded for", Failures.thrown(reason));
        }
        // What did not run, or is given back, has not failed: it must not be its last attempt.
        boolean isUntried =
                !attempt.hasBegun() || refused.to() == JobStatus.AVAILABLE || refused.to() == JobStatus.PARKED;
        return isUntried ? Move.retry(delay, Failures.thrown(reason)) : onTrouble(reason, delay);
    }

    /**
     * After too long a time.
     *
     * @param delay overrides the back-off; null does not
     */
    Move onTimeout(Duration after, @Nullable Duration delay) {
        Move.Failure failure = Failures.timeout(after, attempt.stack());
        Move move = topic.timeout().discards() ? Move.discard(failure.message(), failure) : retry(failure, delay);
        return unlessCancelled(move);
    }

    @Override
    public Move completed(@Nullable Object result) {
        if (result == null) {
            return Move.completed(null);
        }
        try {
            return Move.completed(results.write(attempt.ref(), result));
        } catch (JobqException ex) {
            return retry(Failures.thrown(ex), null);
        }
    }

    @Override
    public Move failed(Outcome.Failed failed) {
        return retry(Failures.returned(failed.message()), failed.delay());
    }

    @Override
    public Move snoozed(Duration delay) {
        return Move.snooze(delay);
    }

    @Override
    public Move toBack() {
        return Move.toBack();
    }

    @Override
    public Move discarded(String reason) {
        return Move.discard(BoundedText.of(reason, Failures.MAX_MESSAGE), null);
    }

    @Override
    public Move cancelled(String reason) {
        return Move.cancel(BoundedText.of(reason, Failures.MAX_MESSAGE));
    }

    private Move retry(Move.Failure failure, @Nullable Duration delay) {
        return RetryPolicy.of(attempt.claimed().limits(), handler, topic)
                .afterFailure(attempt.attempt(), failure, delay);
    }

    private Move unlessCancelled(Move move) {
        return attempt.isCancelRequested() && move.to() != JobStatus.COMPLETED ? Move.cancel(ON_REQUEST) : move;
    }
}
