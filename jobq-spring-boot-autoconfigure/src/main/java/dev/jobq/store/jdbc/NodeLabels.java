package dev.jobq.store.jdbc;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The labels that this process's nodes carry, and which of them look for jobs that were set aside. A node that nobody gave
 * labels carries only its own, and looks once this process has enqueued a job for it: who has no labelled jobs never asks. Only
 * memory.
 */
public final class NodeLabels {

    private final Map<Long, Set<String>> carried = new ConcurrentHashMap<>();
    private final Map<Long, Set<String>> looked = new ConcurrentHashMap<>();

    /**
     * Notes a node.
     *
     * @param given what it was configured to carry
     * @param own what only it carries
     */
    void enter(long node, Collection<String> given, String own) {
        Set<String> all = ConcurrentHashMap.newKeySet();
        all.addAll(given);
        looked.put(node, ConcurrentHashMap.newKeySet());
        looked.get(node).addAll(given);
        all.add(own);
        carried.put(node, all);
    }

    /** Forgets a node. */
    void leave(long node) {
        carried.remove(node);
        looked.remove(node);
    }

    /** Notes that this process enqueues a job for those who carry a label. */
    void enqueued(String label) {
        carried.forEach((node, labels) -> {
            Set<String> looks = looked.get(node);
            if (looks != null && labels.contains(label)) {
                looks.add(label);
            }
        });
    }

    boolean isCarried(long node, String label) {
        return carried.getOrDefault(node, Set.of()).contains(label);
    }

    /** The labels whose jobs a node looks for; mostly none. */
    Set<String> looked(long node) {
        Set<String> labels = looked.get(node);
        return labels == null || labels.isEmpty() ? Set.of() : new HashSet<>(labels);
    }
}
