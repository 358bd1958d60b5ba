package dev.jobq.store.jdbc.postgresql;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Does what others depend on, out of reach of interrupts that are meant for the thread that happens to do it. An interrupt
 * closes the socket that a virtual thread waits at, so for such a thread another one does it.
 */
final class Uninterrupted {

    private static final @Nullable Method IS_VIRTUAL = isVirtualMethod();

    private static final long IDLE_SECONDS = 10;

    private final Executor threads;

    /**
     * Makes threads only if they are needed.
     *
     * @param name of the threads
     */
    Uninterrupted(String name) {
        this.threads = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** Does it; the thread stays interrupted if it was, or is meanwhile. */
    void run(Runnable work) {
        boolean isInterrupted = Thread.interrupted();
        try {
            if (isVirtual(Thread.currentThread())) {
                isInterrupted |= runElsewhere(work);
            } else {
                work.run();
            }
        } finally {
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whether the thread was interrupted meanwhile. */
    private boolean runElsewhere(Runnable work) {
        CompletableFuture<Void> done = CompletableFuture.runAsync(work, threads);
        boolean isInterrupted = false;
        while (true) {
            try {
                done.get();
                return isInterrupted;
            } catch (InterruptedException ex) {
                isInterrupted = true;
            } catch (ExecutionException ex) {
                throw new IllegalStateException(ex.getCause());
            }
        }
    }

    private static boolean isVirtual(Thread thread) {
        try {
            return IS_VIRTUAL != null && (boolean) IS_VIRTUAL.invoke(thread);
        } catch (IllegalAccessException | InvocationTargetException ex) {
            throw new IllegalStateException(ex);
        }
    }

    /** By reflection: this code runs on Java 17 too. */
    private static @Nullable Method isVirtualMethod() {
        try {
            return Thread.class.getMethod("isVirtual");
        } catch (NoSuchMethodException ex) {
            return null;
        }
    }
}
