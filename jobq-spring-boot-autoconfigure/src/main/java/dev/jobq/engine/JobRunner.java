package dev.jobq.engine;

import dev.jobq.JobqException;
import dev.jobq.Launched;
import dev.jobq.handler.HandlerMethod;
import dev.jobq.handler.HandlerRegistry;
import dev.jobq.store.JobExchange;
import dev.jobq.store.Move;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs attempts of one topic: find the handler, read the payload, invoke, normalise what it returned, decide the move. No
 * step throws; whatever a handler does is an outcome.
 */
final class JobRunner {

    private final TopicSettings topic;
    private final HandlerRegistry handlers;
    private final ResultWriter results;
    private final JobExchange exchange;
    private final Timeouts timeouts;
    private final HandlerCalls calls;

    JobRunner(
            TopicSettings topic,
            HandlerRegistry handlers,
            ResultWriter results,
            JobExchange exchange,
            Timeouts timeouts,
            HandlerCalls calls) {
        this.topic = topic;
        this.handlers = handlers;
        this.results = results;
        this.exchange = exchange;
        this.timeouts = timeouts;
        this.calls = calls;
    }

    /** What a long-running job holds until its handle ends. */
    interface Slot {
        /** Goes on with the job, on a thread of the topic's. */
        void resume(Attempt attempt, Supplier<Run> conclusion);

        /** Hands on an attempt that was ended by something else than its thread. */
        void report(@Nullable Finished finished);

        /** Does something on a thread that may block. */
        void execute(Runnable task);

        /** Threads that may block. */
        Executor threads();
    }

    /**
     * What came of running.
     *
     * @param finished how it ended; null if something else ended it before, or it goes on
     * @param keepsSlot whether it goes on in a handle
     */
    record Run(@Nullable Finished finished, boolean keepsSlot) {

        private static final Run GOES_ON = new Run(null, true);

        static Run over(@Nullable Finished finished) {
            return new Run(finished, false);
        }
    }

    /** Runs an attempt on the calling thread. */
    Run run(Attempt attempt, Slot slot) {
        if (!attempt.begin()) {
            attempt.abandon();
            return Run.over(null);
        }
        if (attempt.isTooLate(Duration.ZERO)) {
            attempt.leave();
            return Run.over(attempt.conclude(Move.expired()));
        }
        JobMdc.put(attempt.registration().workerName(), attempt.ref());
        try {
            HandlerMethod handler = handlers.find(topic.name(), attempt.type()).orElse(null);
            return handler == null ? unknown(attempt) : perform(attempt, handler, slot);
        } finally {
            attempt.leave();
            JobMdc.clear();
        }
    }

    /** Decides where the job of an attempt goes. */
    Verdict verdict(Attempt attempt) {
        HandlerMethod handler = handlers.find(topic.name(), attempt.type()).orElse(null);
        return new Verdict(attempt, handler, topic, results);
    }

    private Run unknown(Attempt attempt) {
        attempt.leave();
        return Run.over(attempt.conclude(Move.unknownType(topic.name(), attempt.type())));
    }

    private static Move unreadable(HandlerMethod handler, Throwable error) {
        Throwable cause = error.getCause();
        Move.Failure told =
                Failures.thrown(error instanceof ExceptionInInitializerError && cause != null ? cause : error);
        String message = error instanceof JobqException ? told.message() : told.type() + ": " + told.message();
        String why = "it cannot be read by %s: %s".formatted(handler, message);
        return Move.unreadable(BoundedText.of(why, Failures.MAX_MESSAGE));
    }

    private Run perform(Attempt attempt, HandlerMethod handler, Slot slot) {
        Object payload;
        try {
            payload = handler.readPayload(attempt.claimed().payload());
        } catch (Throwable ex) {
            if (Failures.isOfTheMachine(ex)) {
                throw ex;
            }
            // Also by an Error: a class that is not there, or cannot be initialised, is with the next version of the
            // code.
            attempt.leave();
            return Run.over(attempt.conclude(unreadable(handler, ex)));
        }
        Verdict verdict = new Verdict(attempt, handler, topic, results);
        limitTime(attempt, handler, verdict, slot);
        Object value;
        try {
            value = calls.call(attempt, handler, payload, verdict);
        } catch (Throwable ex) {
            attempt.leave();
            return failed(attempt, verdict, ex);
        }
        // What follows is the engine's own: an interrupt for the handler must not hit it.
        attempt.leave();
        return settle(attempt, verdict, value, slot);
    }

    /** A value ends the attempt; a handle keeps it going, unless the handle has ended already. */
    private Run settle(Attempt attempt, Verdict verdict, @Nullable Object value, Slot slot) {
        if (attempt.jointEnd().isCommitted()) {
            return Run.over(null);
        }
        if (value == null || !Launched.isHandle(value)) {
            Move move;
            try {
                move = verdict.onValue(value);
            } catch (Throwable ex) {
                // There may be no memory for the result.
                return failed(attempt, verdict, ex);
            }
            return Run.over(attempt.conclude(move));
        }
        LaunchedHandle handle;
        try {
            handle = LaunchedHandle.of(value, slot.threads());
        } catch (RuntimeException | Error ex) {
            return failed(attempt, verdict, ex);
        }
        if (handle.isDone()) {
            return afterEnd(attempt, verdict, handle, slot);
        }
        launch(attempt, handle);
        handle.whenDone(() -> slot.resume(attempt, () -> afterEnd(attempt, verdict, handle, slot)));
        return Run.GOES_ON;
    }

    private Run afterEnd(Attempt attempt, Verdict verdict, LaunchedHandle handle, Slot slot) {
        Object value;
        try {
            value = handle.result();
        } catch (Throwable ex) {
            return failed(attempt, verdict, ex);
        }
        return settle(attempt, verdict, value, slot);
    }

    private void launch(Attempt attempt, LaunchedHandle handle) {
        attempt.launch(handle);
        if (attempt.claimed().limits().timeout() == null) {
            attempt.cancelTimeout();
        }
        try {
            if (!exchange.launched(attempt.id(), attempt.fence())) {
                attempt.abandon();
            }
        } catch (RuntimeException | Error ex) {
            tellNotLaunched(attempt, ex);
        }
    }

    /** The handle goes on whatever is shown and told of it: its end must be heard. */
    private static void tellNotLaunched(Attempt attempt, Throwable reason) {
        try {
            EngineLog.notLaunched(attempt.ref(), reason);
        } catch (VirtualMachineError ex) {
            Unfailing.pause();
        }
    }

    private Run failed(Attempt attempt, Verdict verdict, Throwable error) {
        if (attempt.jointEnd().isCommitted()) {
            EngineLog.failedAfterEnd(attempt.ref(), error);
            return Run.over(null);
        }
        EngineLog.handlerFailed(attempt.ref(), attempt.attempt(), error);
        Consumer<Error> onError = calls.onError();
        if (onError == null || !(error instanceof Error fatal)) {
            return Run.over(attempt.conclude(verdict.onError(error)));
        }
        Finished finished = attempt.conclude(verdict.onFatal(fatal));
        onError.accept(fatal);
        return Run.over(finished);
    }

    private void limitTime(Attempt attempt, HandlerMethod handler, Verdict verdict, Slot slot) {
        Duration own = attempt.claimed().limits().timeout();
        Duration handlers = handler.options().timeout();
        Duration limit = own != null
                ? own
                : handlers != null ? handlers : topic.timeout().after();
        if (limit != null) {
            // Not on the timer: a back-off of the application's decides when the job runs again.
            Runnable end = () -> timeOut(attempt, verdict, limit, slot);
            attempt.timeout(timeouts.after(limit, () -> slot.execute(end)));
        }
    }

    private void timeOut(Attempt attempt, Verdict verdict, Duration limit, Slot slot) {
        Finished finished = attempt.conclude(onTimeout(verdict, limit));
        if (finished != null) {
            attempt.interrupt();
            slot.report(finished);
        }
    }

    /** A timeout is kept even if nothing can be told of it. */
    private Move onTimeout(Verdict verdict, Duration limit) {
        try {
            return verdict.onTimeout(limit, null);
        } catch (RuntimeException | Error ex) {
            EngineLog.troubled("The timeout of a job", ex, true);
            return Unfailing.get(() -> verdict.onTimeout(limit, limit));
        }
    }
}
