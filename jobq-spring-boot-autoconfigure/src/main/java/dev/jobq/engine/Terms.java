package dev.jobq.engine;

import dev.jobq.store.Served;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** By what terms a lane runs: the configuration, and over it what operators say. Guarded by its lane. */
final class Terms {

    private final TopicSettings topic;
    private final Set<String> types;
    private final BooleanSupplier isCleared;
    private int concurrency;
    private boolean isPaused;
    private boolean isClosed;

    /**
     * @param types those that have handlers here
     * @param isCleared whether the node is kept free for a job that runs alone
     */
    Terms(TopicSettings topic, Set<String> types, BooleanSupplier isCleared) {
        this.topic = topic;
        this.types = types;
        this.isCleared = isCleared;
        this.concurrency = topic.concurrency();
    }

    String topic() {
        return topic.name();
    }

    /** What is served, as it was configured. */
    Served served() {
        return Served.of(topic.name(), topic.concurrency(), types);
    }

    int configured() {
        return topic.concurrency();
    }

    /** How many slots there are. */
    int concurrency() {
        return concurrency;
    }

    /** How many crashes make a job run alone. */
    int maxCrashes() {
        return topic.retries().maxCrashes();
    }

    /** How long its jobs run at most, unless they or their handlers say otherwise. */
    @Nullable Duration timeout() {
        return topic.timeout().after();
    }

    /** Whether nothing of it is started, not even alone. */
    boolean isStopped() {
        return isClosed || isPaused;
    }

    /** How many jobs may be claimed ahead at most. */
    int prefetch() {
        return topic.prefetch();
    }

    boolean isPaused() {
        return isPaused;
    }

    /** Whether nothing is started. */
    boolean isShut() {
        return isClosed || isPaused || isCleared.getAsBoolean();
    }

    void steer(boolean paused, int slots) {
        isPaused = paused;
        concurrency = slots;
    }

    /** Shut for good. */
    void close() {
        isClosed = true;
    }
}
