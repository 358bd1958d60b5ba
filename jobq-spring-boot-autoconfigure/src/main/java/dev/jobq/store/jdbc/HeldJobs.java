package dev.jobq.store.jdbc;

import dev.jobq.JobRef;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.EndedAttempt;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Supplier;

/**
 * The jobs that this process's nodes believe they hold, with their fences: what the store compares with its rows to tell a
 * node of jobs that were taken from it, and to find rows that no node knows of. Only memory.
 */
public final class HeldJobs {

    private final ConcurrentMap<Long, ConcurrentMap<Long, Long>> fences = new ConcurrentHashMap<>();
    /** Guarded by those that are under way, so that none has begun and is not among them. */
    private long begun;

    private final NavigableSet<Long> underWay = new ConcurrentSkipListSet<>();

    /** Runs what may claim jobs, to its end: until it has told of them, the rows that it wrote are no strays. */
    public <T> T claiming(Supplier<T> claim) {
        long ticket = begin();
        try {
            return claim.get();
        } finally {
            underWay.remove(ticket);
        }
    }

    private long begin() {
        synchronized (underWay) {
            begun++;
            underWay.add(begun);
            return begun;
        }
    }

    /** Notes what a node claimed, after the commit. */
    public void claimed(long node, List<ClaimedJob> jobs) {
        if (!jobs.isEmpty()) {
            boolean isNoted = false;
            try {
                Map<Long, Long> held = fences.computeIfAbsent(node, key -> new ConcurrentHashMap<>());
                jobs.forEach(
                        job -> held.put(job.job().id().value(), job.attempt().fence()));
                isNoted = true;
            } finally {
                if (!isNoted) {
                    // Then whoever claimed them is not told either, and they are strays.
                    jobs.forEach(job -> disown(node, job.job(), job.attempt().fence()));
                }
            }
        }
    }

    /** Notes that nobody here has it. */
    public void disown(long node, JobRef job, long fence) {
        Map<Long, Long> held = fences.get(node);
        if (held != null) {
            held.remove(job.id().value(), fence);
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

    /** The claims begun so far, to be asked about by {@link #isOver}. */
    long begun() {
        synchronized (underWay) {
            return begun;
        }
    }

    /** Whether all claims up to this one have told what they claimed, or failed. */
    boolean isOver(long claim) {
        try {
            return underWay.first() > claim;
        } catch (NoSuchElementException ex) {
            return true;
        }
    }
}
