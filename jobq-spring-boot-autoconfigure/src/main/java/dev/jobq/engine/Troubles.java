package dev.jobq.engine;

import dev.jobq.store.WorkerView.Trouble;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Which loops fail at the moment. */
final class Troubles {

    private final Map<String, Ongoing> ongoing = new ConcurrentHashMap<>();

    /** Notes a failure; true if it is the first in a row. */
    boolean began(String task, Throwable reason) {
        Ongoing before = ongoing.get(task);
        long since = before == null ? System.nanoTime() : before.since;
        ongoing.put(task, new Ongoing(since, reason.toString()));
        return before == null;
    }

    /** Notes a success; true if it ends a row of failures. */
    boolean ended(String task) {
        return !ongoing.isEmpty() && ongoing.remove(task) != null;
    }

    /** The one that has lasted longest. */
    @Nullable Trouble longest() {
        long now = System.nanoTime();
        return ongoing.entrySet().stream()
                .map(entry -> new Trouble(
                        entry.getKey(), Duration.ofNanos(now - entry.getValue().since), entry.getValue().reason))
                .max((a, b) -> a.lasting().compareTo(b.lasting()))
                .orElse(null);
    }

    private record Ongoing(long since, String reason) {}
}
