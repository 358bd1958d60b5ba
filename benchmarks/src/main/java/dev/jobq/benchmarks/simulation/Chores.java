package dev.jobq.benchmarks.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a node does again and again, and when next. */
final class Chores {

    static final String BEAT = "beat";
    static final String RESCUE = "rescue";
    static final String STAGE = "stage";
    static final String TRADE = "trade";
    static final String FIRE = "fire";

    private static final long AGAIN = 20_000;

    private final Map<String, Long> periods = new LinkedHashMap<>();
    private final Map<String, Long> at = new LinkedHashMap<>();

    Chores(long now, long heartbeat) {
        periods.put(BEAT, heartbeat);
        periods.put(RESCUE, heartbeat);
        periods.put(STAGE, 500_000L);
        periods.put(TRADE, 400_000L);
        periods.put(FIRE, 1_500_000L);
        periods.keySet().forEach(chore -> at.put(chore, now));
    }

    long next() {
        return at.values().stream().mapToLong(Long::longValue).min().orElseThrow();
    }

    List<String> due(long now) {
        List<String> due = new ArrayList<>();
        at.forEach((chore, when) -> {
            if (when <= now) {
                due.add(chore);
            }
        });
        return due;
    }

    void done(String chore, long now) {
        at.put(chore, now + periods.getOrDefault(chore, 0L));
    }

    void again(String chore, long now) {
        at.put(chore, now + AGAIN);
    }

    void soon(String chore, long now) {
        at.merge(chore, now, Math::min);
    }
}
