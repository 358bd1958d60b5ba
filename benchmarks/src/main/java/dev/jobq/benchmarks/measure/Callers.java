package dev.jobq.benchmarks.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Threads that do the same thing over and over at the same time. */
public final class Callers {

    /** What each of them does. */
    @FunctionalInterface
    public interface Call {
        void make(int caller) throws Exception;
    }

    private Callers() {}

    /** Calls for a time; how often a second, and how long a call took. */
    public static Figures callFor(Duration time, int callers, Call call) throws Exception {
        return call(callers, caller -> call, () -> Long.MAX_VALUE, time);
    }

    /** Makes so many calls in all. */
    public static Figures callTimes(long calls, int callers, Call call) throws Exception {
        AtomicLong left = new AtomicLong(calls);
        return call(callers, caller -> call, left::getAndDecrement, Duration.ofDays(1));
    }

    /** Runs tasks at the same time and waits for all; the first failure is thrown. */
    public static void together(List<? extends Callable<Void>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            List<Future<Void>> ends = new ArrayList<>();
            tasks.forEach(task -> ends.add(threads.submit(task)));
            for (Future<Void> end : ends) {
                end.get();
            }
        } catch (ExecutionException ex) {
            throw ex.getCause() instanceof Exception cause ? cause : ex;
        } finally {
            threads.shutdownNow();
        }
    }

    private interface Calls {
        Call of(int caller);
    }

    private interface Left {
        long take();
    }

    private static Figures call(int callers, Calls calls, Left left, Duration time) throws Exception {
        CountDownLatch ready = new CountDownLatch(callers);
        CountDownLatch go = new CountDownLatch(1);
        List<Samples> samples = new ArrayList<>();
        List<Callable<Void>> tasks = new ArrayList<>();
        long[] startedAt = new long[1];
        for (int i = 0; i < callers; i++) {
            int caller = i;
            Samples micros = new Samples();
            samples.add(micros);
            tasks.add(() -> {
                ready.countDown();
                go.await();
                Call call = calls.of(caller);
                long deadline = startedAt[0] + time.toNanos();
                for (long now = System.nanoTime(); now - deadline < 0 && left.take() > 0; ) {
                    call.make(caller);
                    long end = System.nanoTime();
                    micros.add(Samples.micros(end - now));
                    now = end;
                }
                return null;
            });
        }
        tasks.add(() -> {
            ready.await();
            startedAt[0] = System.nanoTime();
            go.countDown();
            return null;
        });
        together(tasks);
        long nanos = System.nanoTime() - startedAt[0];
        Samples all = new Samples();
        samples.forEach(all::addAll);
        return Figures.perSecond(Samples.perSecondOf(all.size(), nanos))
                .and("p50Micros", all.median())
                .and("p99Micros", all.percentile(0.99));
    }
}
