package dev.jobq.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Threads that begin together. */
final class Threads {

    private Threads() {}

    /** Work that knows which thread it is on. */
    @FunctionalInterface
    interface Work {
        void run(int thread) throws Exception;
    }

    /** Runs the work on so many threads at once and waits for all, passing on what the first one threw. */
    static void together(int count, Work work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(count);
        try {
            CyclicBarrier start = new CyclicBarrier(count);
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int thread = i;
                running.add(executor.submit(() -> {
                    start.await();
                    work.run(thread);
                    return null;
                }));
            }
            for (Future<?> future : running) {
                join(future);
            }
        } finally {
            executor.shutdownNow();
        }
    }

    private static void join(Future<?> future) throws Exception {
        try {
            future.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException ex) {
            if (ex.getCause() instanceof AssertionError error) {
                throw error;
            }
            throw ex;
        }
    }
}
