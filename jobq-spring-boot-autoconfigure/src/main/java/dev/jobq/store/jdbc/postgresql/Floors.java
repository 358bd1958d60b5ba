package dev.jobq.store.jdbc.postgresql;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** From where this process's claims look, by topic. */
final class Floors {

    /** Jobs that were inserted at the same time become visible in any order; most within so long. */
    static final Duration SLACK = Duration.ofMillis(100);

    private final ConcurrentMap<String, Floor> byTopic = new ConcurrentHashMap<>();

    Floor of(String topic) {
        return byTopic.computeIfAbsent(topic, name -> new Floor(name, System::nanoTime));
    }

    /** Jobs of any topic may have become available anywhere. */
    void forgetAll() {
        byTopic.values().forEach(Floor::forget);
    }

    /** Jobs of these topics may have become available anywhere. */
    void forget(Collection<String> topics) {
        for (String topic : topics) {
            Floor floor = byTopic.get(topic);
            if (floor != null) {
                floor.forget();
            }
        }
    }
}
