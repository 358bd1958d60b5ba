package dev.jobq.benchmarks.chaos;

import dev.jobq.benchmarks.chaos.Deed.Kind;
import dev.jobq.benchmarks.chaos.FinalState.Ended;
import dev.jobq.benchmarks.chaos.FinalState.Start;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Limits over all nodes: three jobs of which two may run at once, or start in a window of 100. */
final class LimitProof extends Proof {

    private static final long THIRD = 9;
    private static final String MOST = "most:2:few";
    private static final String RATE = "rate:2:100:paced";

    @Override
    void tryAll() {
        running(Invariant.I7, "three run where two may", MOST, MOST, List.of(), Kind.ENDED);
        running(null, "two of one key run, one of another", "most:2:a", "most:2:b", List.of(), Kind.ENDED);
        running(Invariant.I7, "two of one key run where one may", "most:1:a+" + RATE, MOST, List.of(), Kind.ENDED);
        running(
                null,
                "one of three had lost its fence to a freeze",
                MOST,
                MOST,
                List.of(Fault.frozen(HERE, 15, 60)),
                Kind.ENDED);
        running(null, "one of three had been told that its fence was over", MOST, MOST, List.of(), Kind.INTERRUPTED);
        deleted();
        starts(Invariant.I7, "three start in a window for two", RATE, 50, 99, 149);
        starts(null, "the window slides on", RATE, 50, 99, 150);
        starts(null, "two of one key, one of another", RATE.replace("paced", "other"), 50, 99, 149);
    }

    /** They run from 10 to 50, from 20 to 40 and from 30 to 50, the first here. */
    private void running(
            @Nullable Invariant broken,
            String what,
            String promise,
            String ofThird,
            List<Fault> faults,
            Kind firstEnd) {
        List<Deed> deeds = new ArrayList<>(List.of(
                new Deed(Kind.STARTED, 10, HERE, JOB, 1, promise),
                new Deed(firstEnd, 50, HERE, JOB, 1, Deed.NONE),
                new Deed(Kind.STARTED, 20, THERE, OTHER, 1, promise),
                new Deed(Kind.ENDED, 40, THERE, OTHER, 1, Deed.NONE),
                new Deed(Kind.STARTED, 30, THERE, THIRD, 1, ofThird),
                new Deed(Kind.ENDED, 50, THERE, THIRD, 1, Deed.NONE)));
        if (firstEnd != Kind.ENDED) {
            deeds.add(new Deed(Kind.STARTED, 60, THERE, JOB, 2, promise));
            deeds.add(new Deed(Kind.ENDED, 70, THERE, JOB, 2, Deed.NONE));
        }
        Ended first = firstEnd == Kind.ENDED ? good() : completed(2, Set.of(), 0);
        see(broken, what, faults, deeds, state(Map.of(JOB, first, OTHER, good(), THIRD, good())));
    }

    /** Its handler goes on for a moment, but it has no slot any more. */
    private void deleted() {
        List<Deed> deeds = List.of(
                new Deed(Kind.STARTED, 10, HERE, JOB, 1, "most:1:few"),
                new Deed(Kind.LET_GO, 20, 1, JOB, 0, "most:1:few"),
                new Deed(Kind.ENDED, 50, HERE, JOB, 1, Deed.NONE),
                new Deed(Kind.STARTED, 30, THERE, OTHER, 1, "most:1:few"),
                new Deed(Kind.ENDED, 40, THERE, OTHER, 1, Deed.NONE));
        see(null, "one of two was deleted", List.of(), deeds, state(Map.of(OTHER, good())));
    }

    private void starts(@Nullable Invariant broken, String what, String ofSecond, long... at) {
        List<Deed> deeds = List.of(
                new Deed(Kind.STARTED, 1_000, HERE, JOB, 1, RATE),
                new Deed(Kind.ENDED, 1_001, HERE, JOB, 1, Deed.NONE),
                new Deed(Kind.STARTED, 2_000, HERE, OTHER, 1, ofSecond),
                new Deed(Kind.ENDED, 2_001, HERE, OTHER, 1, Deed.NONE),
                new Deed(Kind.STARTED, 3_000, HERE, THIRD, 1, RATE),
                new Deed(Kind.ENDED, 3_001, HERE, THIRD, 1, Deed.NONE));
        List<Start> starts = List.of(new Start(JOB, 1, at[0]), new Start(OTHER, 1, at[1]), new Start(THIRD, 1, at[2]));
        Map<Long, Ended> ended = Map.of(JOB, good(), OTHER, good(), THIRD, good());
        see(broken, what, List.of(), deeds, new FinalState(ended, 0, 3, starts, List.of(), List.of()));
    }
}
