package dev.jobq.engine;

import dev.jobq.store.WorkerView.Load;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The attempts that have a slot of a lane. Guarded by the lane. */
final class RunningAttempts {

    private final Set<Attempt> attempts = new HashSet<>();

    /** False if there is no memory to be had for it. */
    boolean add(Attempt attempt, String topic) {
        try {
            return attempts.add(attempt);
        } catch (VirtualMachineError ex) {
            EngineLog.noThread(topic, ex);
            return false;
        }
    }

    void remove(Attempt attempt) {
        attempts.remove(attempt);
    }

    boolean has(Attempt attempt) {
        return attempts.contains(attempt);
    }

    /** A new list. */
    List<Attempt> matching(Predicate<Attempt> which) {
        List<Attempt> matching = new ArrayList<>();
        attempts.stream().filter(which).forEach(matching::add);
        return matching;
    }

    Load load(Terms terms, int waiting) {
        Map<String, Integer> types = new TreeMap<>();
        attempts.forEach(attempt -> types.merge(attempt.type(), 1, Integer::sum));
        int stuck = (int) attempts.stream().filter(Attempt::isOver).count();
        return new Load(terms.concurrency(), terms.configured(), terms.isPaused(), waiting, types, stuck);
    }
}
