package dev.jobq.store.jdbc;

import dev.jobq.store.ClaimedJob;
import dev.jobq.store.EndedAttempt;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The jobs that this process's nodes believe they hold, with their fences: what the store compares with its rows to tell a
 * node of jobs that were taken from it. Only memory; losing it merely means that a node learns of it when its attempt ends.
 */
public final class HeldJobs {

    private final ConcurrentMap<Long, ConcurrentMap<Long, Long>> fences = new ConcurrentHashMap<>();

    /** Notes what a node claimed, after the commit. */
    public void claimed(long node, List<ClaimedJob> jobs) {
        if (!jobs.isEmpty()) {
            Map<Long, Long> held = fences.computeIfAbsent(node, key -> new ConcurrentHashMap<>());
            jobs.forEach(job -> held.put(job.job().id().value(), job.attempt().fence()));
        }
    }

    /** Notes what ended or was found lost. */
    public void ended(long node, List<EndedAttempt> attempts) {
        Map<Long, Long> held = fences.get(node);
        if (held != null) {
            attempts.forEach(ended ->
                    held.remove(ended.job().id().value(), ended.attempt().fence()));
        }
    }

    /** Forgets a node. */
    void forget(long node) {
        fences.remove(node);
    }

    /** A copy: fences by job. */
    Map<Long, Long> of(long node) {
        return Map.copyOf(fences.getOrDefault(node, new ConcurrentHashMap<>()));
    }
}
