package dev.jobq.benchmarks.chaos;

import dev.jobq.benchmarks.chaos.Deed.Kind;
import dev.jobq.benchmarks.chaos.FinalState.Counted;
import dev.jobq.benchmarks.chaos.FinalState.Ended;
import dev.jobq.benchmarks.chaos.FinalState.Fire;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A schedule and the jobs that it enqueued. */
final class FireProof extends Proof {

    private static final Fire FIRST = new Fire("tick", 1_000, JOB);
    private static final Fire SECOND = new Fire("tick", 2_000, OTHER);

    @Override
    void tryAll() {
        fired(null, "two times, two jobs", List.of(FIRST, SECOND), JOB, OTHER);
        fired(Invariant.I6, "a time that fired twice", List.of(FIRST, new Fire("tick", 1_000, OTHER)), JOB, OTHER);
        fired(Invariant.I6, "a job of no time", List.of(FIRST), JOB, OTHER);
        fired(Invariant.I6, "a job of two times", List.of(FIRST, new Fire("tick", 2_000, JOB)), JOB);
        fired(Invariant.I6, "a time that fired, and no job", List.of(FIRST, SECOND), JOB);
    }

    private void fired(@Nullable Invariant broken, String what, List<Fire> fires, long... jobs) {
        Map<Long, Ended> ended = new HashMap<>();
        List<Deed> deeds = new ArrayList<>();
        for (long job : jobs) {
            ended.put(job, new Ended("tick", FinalState.COMPLETED, 1, "1", new Counted(1, 0, Set.of())));
            deeds.add(new Deed(Kind.STARTED, 10, HERE, job, 1, Deed.NONE));
            deeds.add(new Deed(Kind.ENDED, 20, HERE, job, 1, Deed.NONE));
        }
        see(broken, what, List.of(), deeds, new FinalState(ended, 0, jobs.length, List.of(), List.of(), fires));
    }
}
