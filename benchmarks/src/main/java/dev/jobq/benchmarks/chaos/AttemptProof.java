package dev.jobq.benchmarks.chaos;

import dev.jobq.benchmarks.chaos.Deed.Kind;
import dev.jobq.benchmarks.chaos.FinalState.Cut;
import dev.jobq.benchmarks.chaos.FinalState.Ended;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One job and its attempts. */
final class AttemptProof extends Proof {

    private static final Fault KILLED = Fault.killed(HERE, 15);
    private static final Fault FROZEN = Fault.frozen(HERE, 15, 40);
    private static final List<Deed> AGAIN =
            List.of(acknowledged(), started(10, HERE, 1), started(20, THERE, 2), ended(30, THERE, 2));

    @Override
    void tryAll() {
        existence();
        fences();
        lateEnds();
        counts();
    }

    private void existence() {
        see(null, "a plain life", List.of(), goodDeeds(), state(good()));
        one(Invariant.I1, "acknowledged before the commit", List.of(acknowledged()), null);
        one(Invariant.I1, "began and is gone", List.of(started(10, HERE, 1), ended(20, HERE, 1)), null);
        one(
                Invariant.I1,
                "discarded though it should have run again",
                goodDeeds(),
                ended(FinalState.DISCARDED, 1, 1, ""));
        see(
                Invariant.I8,
                "work that never goes on",
                List.of(),
                goodDeeds(),
                new FinalState(Map.of(JOB, good()), 1, 2, List.of(), List.of(), List.of()));
        see(
                Invariant.I6,
                "a job that is nowhere",
                List.of(),
                goodDeeds(),
                new FinalState(Map.of(JOB, good()), 0, 2, List.of(), List.of(), List.of()));
    }

    private void fences() {
        see(null, "a killed process's job runs again", List.of(KILLED), AGAIN, cut(completed(2, Set.of(), 1)));
        one(
                Invariant.I2,
                "claimed twice: a claim without a lock",
                List.of(
                        acknowledged(),
                        started(10, HERE, 1),
                        started(11, THERE, 2),
                        ended(20, HERE, 1),
                        ended(21, THERE, 2)),
                completed(2, Set.of(), 0));
        see(
                Invariant.I2,
                "rescued from a worker that lives",
                List.of(Fault.killed(THERE, 0)),
                AGAIN,
                state(completed(2, Set.of(), 0)));
        one(
                Invariant.I2,
                "one fence for two attempts",
                List.of(acknowledged(), started(10, HERE, 1), started(15, THERE, 1), ended(20, THERE, 1)),
                good());
        one(Invariant.I3, "the result of another attempt", goodDeeds(), ended(FinalState.COMPLETED, 1, 1, "9"));
        one(Invariant.I3, "completed though no handler ended", List.of(acknowledged(), started(10, HERE, 1)), good());
    }

    private void lateEnds() {
        List<Deed> told = List.of(
                acknowledged(),
                started(10, HERE, 1),
                started(20, THERE, 2),
                ended(30, THERE, 2),
                did(Kind.TOLD, 41, HERE, 1),
                ended(42, HERE, 1));
        see(
                null,
                "a frozen process ends late, is told and refused",
                List.of(FROZEN),
                told,
                cut(completed(2, Set.of(), 1)));
        see(
                Invariant.I3,
                "a late end is taken: no check of the fence",
                List.of(FROZEN),
                told,
                cut(completed(1, Set.of(), 1)));
        see(
                Invariant.I3,
                "a late end is refused, but its handler is never told",
                List.of(FROZEN),
                told.stream().filter(deed -> deed.kind() != Kind.TOLD).toList(),
                cut(completed(2, Set.of(), 1)));
    }

    private void counts() {
        List<Deed> failed = List.of(
                acknowledged(),
                started(10, HERE, 1),
                did(Kind.FAILED, 12, HERE, 1),
                started(20, HERE, 2),
                ended(30, HERE, 2));
        one(null, "a failure and a second attempt", failed, completed(2, Set.of(1L), 0));
        one(Invariant.I11, "a failure that was not counted", failed, ended(FinalState.COMPLETED, 2, 2, "2"));
        one(Invariant.I11, "an attempt too many", goodDeeds(), ended(FinalState.COMPLETED, 2, 1, "1"));
        see(Invariant.I11, "a crash counted as a failure", List.of(KILLED), AGAIN, cut(completed(2, Set.of(1L), 0)));
    }

    private void one(@Nullable Invariant broken, String what, List<Deed> deeds, @Nullable Ended ended) {
        see(broken, what, List.of(), deeds, state(ended));
    }

    /** Its first attempt was cut short. */
    private static FinalState cut(Ended ended) {
        return new FinalState(Map.of(JOB, ended), 0, 1, List.of(), List.of(new Cut(JOB, 1, 1, HERE, 9)), List.of());
    }
}
