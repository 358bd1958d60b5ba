package dev.jobq.engine;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts how many are inside at once, and remembers the most. */
final class Gauge {

    private final AtomicInteger now = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger total = new AtomicInteger();

    void enter() {
        total.incrementAndGet();
        most.accumulateAndGet(now.incrementAndGet(), Math::max);
    }

    void leave() {
        now.decrementAndGet();
    }

    int most() {
        return most.get();
    }

    int total() {
        return total.get();
    }
}
