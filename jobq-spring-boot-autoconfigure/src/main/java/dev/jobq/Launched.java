package dev.jobq;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A long-running handle that a handler returns. The job is {@link JobStatus#LAUNCHED} and keeps its slot until the handle
 * ends; its value then decides, as a handler's own would. A bare {@code Process} succeeds with exit code 0.
 */
public final class Launched {

    private final Object handle;
    private final @Nullable Function<End, Outcome> onEnd;

    private Launched(Object handle, @Nullable Function<End, Outcome> onEnd) {
        this.handle = handle;
        this.onEnd = onEnd;
    }

    /** Ends when the stage completes. */
    public static Launched of(CompletionStage<?> stage) {
        return new Launched(stage, null);
    }

    /** Ends when the future is done. */
    public static Launched of(Future<?> future) {
        return new Launched(future, null);
    }

    /** Ends when the operating-system process exits; the value is its exit code. */
    public static Launched of(Process process) {
        return new Launched(process, null);
    }

    /** Whether a handler's return value is a long-running handle. */
    public static boolean isHandle(@Nullable Object value) {
        return value instanceof Launched
                || value instanceof CompletionStage<?>
                || value instanceof Future<?>
                || value instanceof Process;
    }

    /** Decides the outcome when the handle has ended. */
    public Launched onEnd(Function<End, Outcome> onEnd) {
        return new Launched(handle, onEnd);
    }

    /** The {@code CompletionStage}, {@code Future} or {@code Process}. */
    public Object handle() {
        return handle;
    }

    /** What maps the end to an outcome, or null. */
    public @Nullable Function<End, Outcome> mapping() {
        return onEnd;
    }

    /**
     * How a handle ended.
     *
     * @param value its value, or a process's exit code; null after an error
     * @param error what it failed with, or null
     */
    public record End(@Nullable Object value, @Nullable Throwable error) {}
}
