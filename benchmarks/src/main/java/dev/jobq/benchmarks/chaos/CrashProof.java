package dev.jobq.benchmarks.chaos;

import dev.jobq.benchmarks.chaos.Deed.Kind;
import dev.jobq.benchmarks.chaos.FinalState.Cut;
import dev.jobq.benchmarks.chaos.FinalState.Ended;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A node with one slot dies at 15. One job ran there from 10 on, the other had been claimed ahead; both run again at 20 and at
 * 40.
 */
final class CrashProof extends Proof {

    private static final Fault KILLED = Fault.killed(HERE, 15);
    private static final List<Cut> CUTS = List.of(new Cut(JOB, 1, 1, HERE, 8), new Cut(OTHER, 1, 1, HERE, 9));
    private static final List<Cut> SET_BACK = List.of(CUTS.get(0), new Cut(OTHER, 1, 1, HERE, 7));

    @Override
    void tryAll() {
        see(null, "who ran counts a crash, who was claimed ahead none", KILLED, true, CUTS, 1, 0);
        see(Invariant.I11, "a crash that is not counted", KILLED, true, CUTS, 0, 0);
        see(Invariant.I11, "a crash that is counted twice", KILLED, true, CUTS, 2, 0);
        see(Invariant.I11, "a crash of what had only been claimed ahead", KILLED, true, CUTS, 1, 1);
        see(Invariant.I11, "a crash that no row tells of", KILLED, true, List.of(CUTS.get(1)), 0, 0);
        see(Invariant.I11, "a crash where nothing was cut short", KILLED, false, List.of(), 0, 1);
        see(null, "nobody can tell what was about to begin", KILLED, false, CUTS, 1, 0);
        see(null, "nobody can tell who was faster when it froze", Fault.frozen(HERE, 15, 60), true, CUTS, 0, 0);
        see(null, "the clock was set back between the claims", KILLED, true, SET_BACK, 0, 1);
        endedButNotRecorded();
    }

    /** The end of the first was lost, and the second ran in its slot: which of the two counted cannot be told. */
    private void endedButNotRecorded() {
        for (int crashes : new int[] {0, 1}) {
            List<Deed> deeds = new ArrayList<>(deeds(true));
            deeds.add(new Deed(Kind.ENDED, 12, HERE, JOB, 1, Deed.NONE));
            deeds.add(new Deed(Kind.STARTED, 13, HERE, OTHER, 1, Deed.NONE));
            Map<Long, Ended> ended =
                    Map.of(JOB, completed(2, Set.of(), 1 - crashes), OTHER, completed(2, Set.of(), crashes));
            see(
                    null,
                    "an end that was not recorded",
                    List.of(KILLED),
                    deeds,
                    new FinalState(ended, 0, 2, List.of(), CUTS, List.of()));
        }
    }

    private void see(
            @Nullable Invariant broken,
            String what,
            Fault fault,
            boolean isRunning,
            List<Cut> cuts,
            int first,
            int second) {
        Map<Long, Ended> ended = Map.of(JOB, completed(2, Set.of(), first), OTHER, completed(2, Set.of(), second));
        see(broken, what, List.of(fault), deeds(isRunning), new FinalState(ended, 0, 2, List.of(), cuts, List.of()));
    }

    private static List<Deed> deeds(boolean isRunning) {
        List<Deed> deeds = new ArrayList<>();
        if (isRunning) {
            deeds.add(started(10, HERE, 1));
        }
        deeds.add(started(20, THERE, 2));
        deeds.add(ended(30, THERE, 2));
        deeds.add(new Deed(Kind.STARTED, 40, THERE, OTHER, 2, Deed.NONE));
        deeds.add(new Deed(Kind.ENDED, 50, THERE, OTHER, 2, Deed.NONE));
        return deeds;
    }
}
