package dev.jobq.engine;

import dev.jobq.Launched;
import dev.jobq.Launched.End;
import dev.jobq.Outcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A long-running handle that a handler returned: when it ends, what its end means, and how to end it. */
final class LaunchedHandle {

    private final CompletableFuture<End> end;
    private final Meaning meaning;
    private final Runnable cancel;
    private final Executor threads;

    private LaunchedHandle(CompletableFuture<End> end, Meaning meaning, Runnable cancel, Executor threads) {
        this.end = end;
        this.meaning = meaning;
        this.cancel = cancel;
        this.threads = threads;
    }

    /**
     * Wraps what the handler returned.
     *
     * @param threads threads that may block
     */
    static LaunchedHandle of(Object returned, Executor threads) {
        if (returned instanceof Launched launched) {
            LaunchedHandle bare = of(launched.handle(), threads);
            Function<End, Outcome> mapping = launched.mapping();
            return mapping == null ? bare : new LaunchedHandle(bare.end, mapping::apply, bare.cancel, threads);
        }
        if (returned instanceof CompletionStage<?> stage) {
            CompletableFuture<End> end = stage.<End>handle(LaunchedHandle::end).toCompletableFuture();
            return new LaunchedHandle(
                    end,
                    LaunchedHandle::valueOf,
                    () -> stage.toCompletableFuture().cancel(true),
                    threads);
        }
        if (returned instanceof Process process) {
            return new LaunchedHandle(endOf(process), LaunchedHandle::successIfZero, process::destroy, threads);
        }
        Future<?> future = (Future<?>) returned;
        CompletableFuture<End> end = future.isDone()
                ? CompletableFuture.completedFuture(endOf(future))
                : CompletableFuture.supplyAsync(() -> endOf(future), threads);
        return new LaunchedHandle(end, LaunchedHandle::valueOf, () -> future.cancel(true), threads);
    }

    boolean isDone() {
        return end.isDone();
    }

    /** Calls back once it has ended, on any thread. */
    void whenDone(Runnable action) {
        var unused = end.whenComplete((ended, error) -> action.run());
    }

    /**
     * Asks it to end, on a thread that may block: what the application does when its handle is cancelled may take any time.
     *
     * @param failed is told what went wrong
     */
    void cancel(Consumer<Throwable> failed) {
        try {
            threads.execute(() -> {
                try {
                    cancel.run();
                } catch (RuntimeException | Error ex) {
                    failed.accept(ex);
                }
            });
        } catch (RuntimeException | Error ex) {
            failed.accept(ex);
        }
    }

    /** What its end means, as if the handler had returned it; throws what it failed with. Call when it is done. */
    @Nullable Object result() throws Throwable {
        return meaning.of(end.join());
    }

    /** What an end means. */
    private interface Meaning {
        @Nullable Object of(End end) throws Throwable;
    }

    private static @Nullable Object valueOf(End end) throws Throwable {
        Throwable error = end.error();
        if (error != null) {
            throw error;
        }
        return end.value();
    }

    private static @Nullable Object successIfZero(End end) throws Throwable {
        Object exitCode = valueOf(end);
        return exitCode == null || exitCode.equals(0)
                ? exitCode
                : Outcome.fail("The process ended with exit code " + exitCode);
    }

    private static End end(@Nullable Object value, @Nullable Throwable error) {
        return error == null ? new End(value, null) : new End(null, Failures.unwrapped(error));
    }

    private static CompletableFuture<End> endOf(Process process) {
        return process.isAlive()
                ? process.onExit().handle((ended, error) -> end(error == null ? ended.exitValue() : null, error))
                : CompletableFuture.completedFuture(end(process.exitValue(), null));
    }

    private static End endOf(Future<?> future) {
        try {
            return end(future.get(), null);
        } catch (ExecutionException ex) {
            return end(null, ex);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            return end(null, ex);
        } catch (RuntimeException | Error ex) {
            return end(null, ex);
        }
    }
}
