package dev.jobq.engine;

import dev.jobq.store.Move.Failure;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Turns what went wrong into what the store keeps. */
final class Failures {

    static final int MAX_MESSAGE = 4_000;
    static final int MAX_STACK = 16_000;

    private Failures() {}

    static Failure thrown(Throwable error) {
        try {
            String message = error.getMessage();
            return new Failure(
                    error.getClass().getName(),
                    BoundedText.of(message == null ? "" : message, MAX_MESSAGE),
                    BoundedText.stackOf(error, MAX_STACK));
        } catch (Throwable ex) {
            // An exception may fail at telling about itself, and there may be no memory for what it tells.
            return new Failure(error.getClass().getName(), "", "");
        }
    }

    /** Whether the machine failed, for want of memory most often, and not the code that ran; a stack overflows by the code. */
    static boolean isOfTheMachine(Throwable error) {
        return error instanceof VirtualMachineError && !(error instanceof StackOverflowError);
    }

    static Failure returned(String message) {
        return new Failure("Outcome.fail", BoundedText.of(message, MAX_MESSAGE), "");
    }

    /** Too long: the stack shows where the attempt was. */
    static Failure timeout(Duration after, StackTraceElement[] where) {
        TimeoutException error = new TimeoutException("The attempt ran longer than " + after);
        error.setStackTrace(where);
        return thrown(error);
    }

    /** What a future failed with, without its wrapping. */
    static Throwable unwrapped(Throwable error) {
        Throwable cause = error.getCause();
        boolean isWrapping = error instanceof CompletionException || error instanceof ExecutionException;
        return isWrapping && cause != null ? unwrapped(cause) : error;
    }
}
