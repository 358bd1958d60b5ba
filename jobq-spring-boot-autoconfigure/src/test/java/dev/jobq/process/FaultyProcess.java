package dev.jobq.process;

import dev.jobq.Backoff;
import dev.jobq.JobHandler;
import dev.jobq.engine.EngineSettings;
import dev.jobq.engine.EngineSettings.Timing;
import dev.jobq.engine.JobEngine;
import dev.jobq.engine.TopicSettings;
import dev.jobq.handler.HandlerRegistry;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.JobStore;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;

/** A worker whose handlers do the worst: one ends the JVM, one takes all its memory, one overflows its stack. */
public final class FaultyProcess {

    static final String TOPIC = "faulty";

    private static final int EXIT = 3;

    private FaultyProcess() {}

    /** Arguments: the database. */
    public static void main(String[] args) throws IOException {
        try (JobStore store = Databases.open(args[0], CallerTransaction.NONE)) {
            TopicSettings topic = new TopicSettings(
                    TOPIC,
                    4,
                    100,
                    new TopicSettings.Retries(1, Backoff.none()),
                    TopicSettings.Timeout.NONE,
                    new TopicSettings.Retention(Duration.ofDays(7), Duration.ofDays(7), Duration.ofDays(7), false));
            Timing timing = new Timing(
                    Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofSeconds(1), Duration.ofSeconds(10));
            JobEngine engine = new JobEngine(
                    store,
                    HandlerRegistry.of(List.of(new FaultyProcess()), Databases.CODEC),
                    Databases.CODEC,
                    new EngineSettings(List.of(topic), timing, false, Databases::processId));
            engine.start();
            Awaitility.await().until(engine::worker, Objects::nonNull);
            System.out.println("ready");
            System.in.transferTo(OutputStream.nullOutputStream());
            engine.stop();
        }
    }

    @JobHandler(topic = TOPIC, type = "halts")
    public void halts() {
        Runtime.getRuntime().halt(EXIT);
    }

    @JobHandler(topic = TOPIC, type = "innocent")
    public void innocent() {
        Awaitility.await().pollDelay(Duration.ofMillis(20)).until(() -> true);
    }

    @JobHandler(topic = TOPIC, type = "takes all memory")
    public int takesAllMemory() {
        return fill(new ArrayList<>());
    }

    private static int fill(List<byte[]> memory) {
        while (memory.size() < Integer.MAX_VALUE) {
            memory.add(new byte[1 << 20]);
        }
        return memory.size();
    }

    @JobHandler(topic = TOPIC, type = "overflows")
    public int overflows() {
        return deeper(0);
    }

    @JobHandler(topic = TOPIC, type = "leaves threads")
    public void leavesThreads() {
        for (int i = 0; i < 3; i++) {
            Thread thread = new Thread(() -> {
                while (true) {
                    java.util.concurrent.locks.LockSupport.park();
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
    }

    private static int deeper(int depth) {
        return depth < 0 ? depth : deeper(depth + 1) + 1;
    }
}
