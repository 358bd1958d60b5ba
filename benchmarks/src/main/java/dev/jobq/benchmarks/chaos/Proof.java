package dev.jobq.benchmarks.chaos;

import dev.jobq.benchmarks.chaos.Deed.Kind;
import dev.jobq.benchmarks.chaos.FinalState.Counted;
import dev.jobq.benchmarks.chaos.FinalState.Ended;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Made-up histories, each with one fault, or none. */
abstract class Proof {

    static final long JOB = 7;
    static final long OTHER = 8;
    static final long HERE = 100;
    static final long THERE = 200;
    static final int SLOTS = 1;

    private final List<String> blind = new ArrayList<>();
    private int planted;
    private int sound;

    /** Tries them all. */
    abstract void tryAll();

    /** What the checker did not see or wrongly saw. */
    List<String> blind() {
        return blind;
    }

    int planted() {
        return planted;
    }

    int sound() {
        return sound;
    }

    /** The fault has to be found as that promise's; with none nothing may be found. */
    void see(@Nullable Invariant broken, String what, List<Fault> faults, List<Deed> deeds, FinalState state) {
        List<Violation> seen = new HistoryChecker(faults, SLOTS).check(deeds, state);
        if (broken == null) {
            sound++;
            if (!seen.isEmpty()) {
                blind.add("%s: nothing is wrong, saw %s".formatted(what, seen));
            }
            return;
        }
        planted++;
        if (seen.stream().noneMatch(violation -> violation.invariant() == broken)) {
            blind.add("%s: expected %s, saw %s".formatted(what, broken, seen));
        }
    }

    static FinalState state(Map<Long, Ended> ended) {
        return new FinalState(ended, 0, ended.size(), List.of(), List.of(), List.of());
    }

    static FinalState state(@Nullable Ended ended) {
        return state(ended == null ? Map.of() : Map.of(JOB, ended));
    }

    /** Completed in its first attempt. */
    static Ended good() {
        return completed(1, Set.of(), 0);
    }

    static Ended completed(long fence, Set<Long> failed, int crashes) {
        return new Ended(
                "plain",
                FinalState.COMPLETED,
                fence,
                Long.toString(fence),
                new Counted(failed.size() + 1, crashes, failed));
    }

    static Ended ended(int status, int attempt, long fence, String result) {
        return new Ended("plain", status, fence, result, new Counted(attempt, 0, Set.of()));
    }

    /** A life in which nothing goes wrong. */
    static List<Deed> goodDeeds() {
        return List.of(acknowledged(), started(10, HERE, 1), ended(20, HERE, 1));
    }

    static Deed acknowledged() {
        return new Deed(Kind.ACKNOWLEDGED, 1, 1, JOB, 0, Deed.NONE);
    }

    static Deed started(long at, long process, long fence) {
        return did(Kind.STARTED, at, process, fence);
    }

    static Deed ended(long at, long process, long fence) {
        return did(Kind.ENDED, at, process, fence);
    }

    static Deed did(Kind kind, long at, long process, long fence) {
        return new Deed(kind, at, process, JOB, fence, Deed.NONE);
    }
}
