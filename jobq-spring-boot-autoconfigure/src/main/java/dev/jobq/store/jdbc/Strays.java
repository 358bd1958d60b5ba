package dev.jobq.store.jdbc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds running rows of a node that this process knows nothing of: when the answer to a commit is lost, a claim has taken
 * effect but nobody has the jobs. A row is one as soon as every claim that may have written it is over.
 */
final class Strays {

    private final HeldJobs held;
    private final Map<Long, Suspects> byNode = new HashMap<>();

    Strays(HeldJobs held) {
        this.held = held;
    }

    /** The strays among a node's rows (fences by job), as they were just read. */
    synchronized List<Long> among(long node, Map<Long, Long> rows) {
        Suspects before = byNode.get(node);
        // In this order: a claim that is over has told.
        if (before != null && !held.isOver(before.claim)) {
            // Those whose claim may be under way still are looked at again with the mark they were first seen under.
            return List.of();
        }
        Suspects now = new Suspects(held.begun(), new HashMap<>(rows));
        now.fences.entrySet().removeAll(held.of(node).entrySet());
        List<Long> strays = new ArrayList<>();
        if (before != null) {
            now.fences.forEach((job, fence) -> {
                if (fence.equals(before.fences.get(job))) {
                    strays.add(job);
                }
            });
        }
        byNode.put(node, now);
        return strays;
    }

    synchronized void forget(long node) {
        byNode.remove(node);
    }

    private record Suspects(long claim, Map<Long, Long> fences) {}
}
