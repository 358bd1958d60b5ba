package dev.jobq.benchmarks.chaos;

import dev.jobq.benchmarks.chaos.Deed.Kind;
import dev.jobq.benchmarks.chaos.FinalState.Ended;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Shows that the checker is not blind: histories of a queue with one fault each, and the promise that it has to find broken; and
 * histories with nothing wrong. Made up in memory, so it is run before every run of chaos.
 */
public final class CheckerProof {

    private static final long JOB = 7;
    private static final long OTHER = 8;
    private static final long HERE = 100;
    private static final long THERE = 200;
    private static final Ended GOOD = new Ended(FinalState.COMPLETED, 1, 1, "1", 0);

    private final List<String> blind = new ArrayList<>();

    private CheckerProof() {}

    /** What the checker did not see or wrongly saw; empty if it can be relied on. */
    public static List<String> run() {
        CheckerProof proof = new CheckerProof();
        proof.sound();
        proof.faulty();
        proof.kinds();
        return proof.blind;
    }

    private void sound() {
        expectNothing("a plain life", List.of(), good(), GOOD);
        expectNothing(
                "a killed process's job runs again",
                List.of(new Fault(HERE, 15, Long.MAX_VALUE)),
                List.of(acknowledged(), started(10, HERE, 1), started(20, THERE, 2), ended(30, THERE, 2)),
                new Ended(FinalState.COMPLETED, 1, 2, "2", 0));
        expectNothing(
                "a frozen process ends late and is refused",
                List.of(new Fault(HERE, 15, 40)),
                List.of(
                        acknowledged(),
                        started(10, HERE, 1),
                        started(20, THERE, 2),
                        ended(30, THERE, 2),
                        ended(41, HERE, 1)),
                new Ended(FinalState.COMPLETED, 1, 2, "2", 0));
        expectNothing(
                "a failure and a second attempt",
                List.of(),
                List.of(
                        acknowledged(),
                        started(10, HERE, 1),
                        new Deed(Kind.FAILED, 12, HERE, JOB, 1, "-"),
                        started(20, HERE, 2),
                        ended(30, HERE, 2)),
                new Ended(FinalState.COMPLETED, 2, 2, "2", 1));
    }

    private void faulty() {
        expect(Invariant.I1, "acknowledged before the commit", List.of(), List.of(acknowledged()), null);
        expect(Invariant.I1, "discarded though it should have run again", List.of(), good(), new Ended(8, 1, 1, "", 0));
        expect(
                Invariant.I2,
                "claimed twice: a claim without a lock",
                List.of(),
                List.of(
                        acknowledged(),
                        started(10, HERE, 1),
                        started(11, THERE, 2),
                        ended(20, HERE, 1),
                        ended(21, THERE, 2)),
                new Ended(FinalState.COMPLETED, 1, 2, "2", 0));
        expect(
                Invariant.I2,
                "rescued from a worker that lives",
                List.of(new Fault(THERE, 0, Long.MAX_VALUE)),
                List.of(acknowledged(), started(10, HERE, 1), started(15, THERE, 2), ended(20, THERE, 2)),
                new Ended(FinalState.COMPLETED, 1, 2, "2", 0));
        expect(
                Invariant.I2,
                "one fence for two attempts",
                List.of(),
                List.of(acknowledged(), started(10, HERE, 1), started(15, THERE, 1), ended(20, THERE, 1)),
                GOOD);
        expect(
                Invariant.I3,
                "a late end is taken: no check of the fence",
                List.of(new Fault(HERE, 15, 40)),
                List.of(acknowledged(), started(10, HERE, 1), started(20, THERE, 2), ended(41, HERE, 1)),
                GOOD);
        expect(
                Invariant.I3,
                "the result of another attempt",
                List.of(),
                good(),
                new Ended(FinalState.COMPLETED, 1, 1, "9", 0));
        expect(
                Invariant.I3,
                "completed though no handler ended",
                List.of(),
                List.of(acknowledged(), started(10, HERE, 1)),
                GOOD);
        expect(
                Invariant.I11,
                "a crash counted as a failure",
                List.of(new Fault(HERE, 15, Long.MAX_VALUE)),
                List.of(acknowledged(), started(10, HERE, 1), started(20, THERE, 2), ended(30, THERE, 2)),
                new Ended(FinalState.COMPLETED, 2, 2, "2", 1));
        expect(Invariant.I11, "an attempt too many", List.of(), good(), new Ended(FinalState.COMPLETED, 2, 1, "1", 0));
        see(
                Invariant.I8,
                "work that never goes on",
                check(List.of(), good(), new FinalState(Map.of(JOB, GOOD), 1, 2, 0)));
        see(
                Invariant.I6,
                "a job that is nowhere",
                check(List.of(), good(), new FinalState(Map.of(JOB, GOOD), 0, 2, 0)));
    }

    /** Two jobs, one after the other or not. */
    private void kinds() {
        expectKinds(Invariant.I4, "in a line, both at once", "line:a", 25, 1);
        expectKinds(Invariant.I4, "in a line, the second first", "line:a", 5, 1);
        expectKinds(null, "in a line, one after the other", "line:a", 35, 1);
        expectKinds(Invariant.I5, "a unique key twice", "unique:a", 25, 25);
        expectKinds(null, "a unique key again", "unique:a", 45, 35);
        expectKinds(Invariant.I7, "two where there is room for one", "room:1", 25, 25);
        expectKinds(null, "two where there is room for two", "room:2", 25, 25);
        see(
                Invariant.I6,
                "a time that fired twice",
                check(List.of(), good(), new FinalState(Map.of(JOB, GOOD), 0, 1, 1)));
    }

    /** The first job is acknowledged at 1 or 2 and runs from 20 to 30. */
    private void expectKinds(
            @Nullable Invariant broken, String what, String kind, long secondBegins, long secondKnown) {
        List<Deed> deeds = List.of(
                new Deed(Kind.ACKNOWLEDGED, 1, 1, JOB, 0, kind),
                new Deed(Kind.ACKNOWLEDGED, secondKnown + 1, 1, OTHER, 0, kind),
                new Deed(Kind.STARTED, 20, HERE, JOB, 1, kind),
                new Deed(Kind.ENDED, 30, HERE, JOB, 1, kind),
                new Deed(Kind.STARTED, secondBegins, THERE, OTHER, 1, kind),
                new Deed(Kind.ENDED, secondBegins + 10, THERE, OTHER, 1, kind));
        List<Violation> seen = check(List.of(), deeds, new FinalState(Map.of(JOB, GOOD, OTHER, GOOD), 0, 2, 0));
        if (broken != null) {
            see(broken, what, seen);
        } else if (!seen.isEmpty()) {
            blind.add("%s: nothing is wrong, saw %s".formatted(what, seen));
        }
    }

    private void expect(Invariant broken, String what, List<Fault> faults, List<Deed> deeds, @Nullable Ended ended) {
        see(broken, what, check(faults, deeds, state(ended)));
    }

    private void see(Invariant broken, String what, List<Violation> seen) {
        if (seen.stream().noneMatch(violation -> violation.invariant() == broken)) {
            blind.add("%s: expected %s, saw %s".formatted(what, broken, seen));
        }
    }

    private void expectNothing(String what, List<Fault> faults, List<Deed> deeds, Ended ended) {
        List<Violation> seen = check(faults, deeds, state(ended));
        if (!seen.isEmpty()) {
            blind.add("%s: nothing is wrong, saw %s".formatted(what, seen));
        }
    }

    private static List<Violation> check(List<Fault> faults, List<Deed> deeds, FinalState state) {
        return new HistoryChecker(faults).check(deeds, state);
    }

    private static FinalState state(@Nullable Ended ended) {
        return ended == null ? new FinalState(Map.of(), 0, 0, 0) : new FinalState(Map.of(JOB, ended), 0, 1, 0);
    }

    private static List<Deed> good() {
        return List.of(acknowledged(), started(10, HERE, 1), ended(20, HERE, 1));
    }

    private static Deed acknowledged() {
        return new Deed(Kind.ACKNOWLEDGED, 1, 1, JOB, 0, "-");
    }

    private static Deed started(long at, long process, long fence) {
        return new Deed(Kind.STARTED, at, process, JOB, fence, "-");
    }

    private static Deed ended(long at, long process, long fence) {
        return new Deed(Kind.ENDED, at, process, JOB, fence, "-");
    }
}
