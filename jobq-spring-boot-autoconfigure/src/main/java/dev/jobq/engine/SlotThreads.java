package dev.jobq.engine;

import java.lang.reflect.Method;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the threads that run a topic's jobs. */
final class SlotThreads {

    private static final long IDLE_SECONDS = 30;

    private SlotThreads() {}

    /**
     * Threads named {@code jobq-<topic>-<n>}, as many as are asked for; {@link Lane} bounds them.
     *
     * @param isVirtual whether they are virtual, where the JVM has such
     */
    static ExecutorService of(String topic, boolean isVirtual) {
        String prefix = "jobq-" + topic + "-";
        if (isVirtual && Runtime.version().feature() >= 21) {
            return virtual(prefix);
        }
        AtomicInteger count = new AtomicInteger();
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        ThreadFactory factory = task -> {
            Thread thread = new Thread(task, prefix + count.incrementAndGet());
            thread.setDaemon(true);
            thread.setContextClassLoader(loader);
            return thread;
        };
        return new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
    }

    /** By reflection: this code runs on Java 17 too. */
    private static ExecutorService virtual(String prefix) {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            Object named = type.getMethod("name", String.class, long.class).invoke(builder, prefix, 1L);
            Object factory = type.getMethod("factory").invoke(named);
            Method perTask = Executors.class.getMethod("newThreadPerTaskExecutor", ThreadFactory.class);
            return (ExecutorService) perTask.invoke(null, factory);
        } catch (ReflectiveOperationException ex) {
            throw new IllegalStateException("This JVM has no virtual threads", ex);
        }
    }
}
