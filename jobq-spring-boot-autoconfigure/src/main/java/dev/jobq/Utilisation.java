package dev.jobq;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How busy a topic's workers are, over all that are alive.
 *
 * @param running jobs that workers hold, those that are LAUNCHED and those claimed ahead included
 * @param concurrency how many handlers may run at once
 * @param byType the running jobs of each type
 */
public record Utilisation(int running, int concurrency, Map<String, Integer> byType) {

    public Utilisation {
        byType = Collections.unmodifiableMap(new TreeMap<>(byType));
    }

    /** The share of slots in use, from 0 to 1; 0 when there is none. */
    public double share() {
        return share(running);
    }

    /** The share of slots that jobs of a type use, from 0 to 1. */
    public double share(String type) {
        return share(byType.getOrDefault(type, 0));
    }

    private double share(int jobs) {
        return concurrency == 0 ? 0 : Math.min(1, (double) jobs / concurrency);
    }
}
