package dev.jobq.benchmarks.chaos;

import dev.jobq.benchmarks.chaos.Deed.Kind;
import dev.jobq.benchmarks.chaos.FinalState.Counted;
import dev.jobq.benchmarks.chaos.FinalState.Cut;
import dev.jobq.benchmarks.chaos.FinalState.Ended;
import dev.jobq.benchmarks.chaos.FinalState.Start;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A made-up history of any length with as many faults as a long chaos has, and all that is promised besides: jobs follow each
 * other, so nothing is wrong but that the last one, which was acknowledged, is gone.
 */
public final class LongHistory {

    private static final List<String> PROMISES =
            List.of(Deed.NONE, "line:a", "unique:k", "room:1", "most:1:few", "rate:1:5:paced");
    private static final int KILLED_ONE_IN = 50;
    private static final int FROZEN_ONE_IN = 20;
    private static final long FREEZER = 1;

    private final List<Deed> deeds = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();
    private final List<Start> starts = new ArrayList<>();
    private final List<Cut> cuts = new ArrayList<>();
    private final Map<Long, Ended> ended = new HashMap<>();
    private long worker = 1_000;
    private long now;

    private LongHistory() {}

    /**
     * What checking took.
     *
     * @param events lines
     * @param faults kills and freezes
     * @param seconds how long
     */
    public record Checked(int events, int faults, double seconds) {}

    /**
     * Makes one up and has it checked.
     *
     * @throws IllegalStateException if anything but its one fault is found
     */
    public static Checked check(int events) {
        LongHistory history = new LongHistory();
        for (long job = 1; history.deeds.size() < events; job++) {
            history.add(job);
        }
        history.did(Kind.ACKNOWLEDGED, 3, Long.MAX_VALUE, 0, Deed.NONE);
        // As if read from the files of many processes.
        Collections.shuffle(history.deeds, new Random(1));
        FinalState state =
                new FinalState(history.ended, 0, history.ended.size(), history.starts, history.cuts, List.of());
        long start = System.nanoTime();
        List<Violation> found = new HistoryChecker(history.faults, 1).check(history.deeds, state);
        double seconds = (System.nanoTime() - start) / 1e9;
        if (found.size() != 1 || found.get(0).invariant() != Invariant.I1) {
            throw new IllegalStateException("one fault was planted, found: " + found);
        }
        return new Checked(history.deeds.size(), history.faults.size(), seconds);
    }

    private void add(long job) {
        String promise = PROMISES.get((int) (job % PROMISES.size()));
        did(Kind.ACKNOWLEDGED, 3, job, 0, promise);
        long fence = 1;
        int crashes = 0;
        if (job % KILLED_ONE_IN == 0) {
            began(worker, job, fence, promise);
            faults.add(Fault.killed(worker, ++now));
            cuts.add(new Cut(job, fence, worker, worker, now));
            worker++;
            fence++;
            crashes++;
        }
        boolean isFrozen = job % FROZEN_ONE_IN == 1;
        if (isFrozen) {
            began(FREEZER, job, fence, promise);
            cuts.add(new Cut(job, fence, FREEZER, FREEZER, now));
            now++;
            fence++;
        }
        long frozenAt = now;
        began(worker, job, fence, promise);
        did(Kind.ENDED, worker, job, fence, Deed.NONE);
        if (isFrozen) {
            did(Kind.TOLD, FREEZER, job, fence - 1, Deed.NONE);
            did(Kind.ENDED, FREEZER, job, fence - 1, Deed.NONE);
            faults.add(Fault.frozen(FREEZER, frozenAt, ++now));
        }
        Counted counted = new Counted(1, crashes, Set.of());
        ended.put(job, new Ended("plain", FinalState.COMPLETED, fence, Long.toString(fence), counted));
    }

    private void began(long process, long job, long fence, String promise) {
        did(Kind.STARTED, process, job, fence, promise);
        starts.add(new Start(job, fence, now));
    }

    private void did(Kind kind, long process, long job, long fence, String promise) {
        now += 10;
        deeds.add(new Deed(kind, now, process, job, fence, promise));
    }
}
