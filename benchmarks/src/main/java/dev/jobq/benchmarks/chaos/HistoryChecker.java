package dev.jobq.benchmarks.chaos;

import dev.jobq.benchmarks.chaos.FinalState.Ended;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds what the processes wrote down against the promises, in time linear in the number of lines but for a sort:
 *
 * <ol>
 *   <li>every acknowledged job is there and completed (I1), and nothing else is unfinished (I6);
 *   <li>the attempts of a job, by fence, begin one after another; the next begins only after the end of the one before,
 *       unless the process of that one was killed, frozen or stopping meanwhile (I2);
 *   <li>the fence in the final row, the fence that the handler returned, and an end in the history agree, and it is the
 *       highest fence that ever began (I3);
 *   <li>what is promised of some jobs besides, see {@link KindChecker} (I4, I5, I7);
 *   <li>each recorded failure is one that a handler had on purpose; attempts are failures plus one (I11).
 * </ol>
 */
public final class HistoryChecker {

    private final List<Fault> faults;
    private final List<Violation> violations = new ArrayList<>();

    public HistoryChecker(List<Fault> faults) {
        this.faults = faults;
    }

    /** Tells what is wrong. */
    public List<Violation> check(List<Deed> deeds, FinalState state) {
        if (state.unfinished() > 0) {
            add(Invariant.I8, "%d jobs unfinished", state.unfinished());
        }
        if (state.all() != state.ended().size() + state.unfinished()) {
            add(
                    Invariant.I6,
                    "%d jobs, but %d ended and %d unfinished",
                    state.all(),
                    state.ended().size(),
                    state.unfinished());
        }
        if (state.doubleFires() != 0) {
            add(Invariant.I6, "%d jobs of a schedule too many", state.doubleFires());
        }
        Map<Long, List<Deed>> byJob = new HashMap<>();
        deeds.forEach(deed ->
                byJob.computeIfAbsent(deed.job(), job -> new ArrayList<>()).add(deed));
        byJob.forEach((job, its) -> {
            checkExistence(job, its, state.ended().get(job));
            checkAttempts(job, its, state.ended().get(job));
        });
        violations.addAll(new KindChecker(faults, state).check(deeds));
        state.ended().forEach((job, ended) -> checkEnd(job, ended, byJob.getOrDefault(job, List.of())));
        return violations;
    }

    private void checkExistence(long job, List<Deed> deeds, @Nullable Ended ended) {
        if (deeds.stream().noneMatch(deed -> deed.kind() == Deed.Kind.ACKNOWLEDGED)) {
            return;
        }
        boolean isLetGo = deeds.stream().anyMatch(deed -> deed.kind() == Deed.Kind.LET_GO);
        if (ended == null) {
            if (!isLetGo) {
                add(Invariant.I1, "job %d was acknowledged and did not end", job);
            }
            return;
        }
        boolean isGivenUp = ended.status() == FinalState.DISCARDED
                && deeds.stream().anyMatch(deed -> deed.kind() == Deed.Kind.GIVEN_UP && deed.fence() == ended.fence());
        boolean isCancelled = isLetGo && ended.status() == FinalState.CANCELLED;
        if (ended.status() != FinalState.COMPLETED && !isGivenUp && !isCancelled) {
            add(Invariant.I1, "job %d ended with status %d", job, ended.status());
        }
    }

    private void checkAttempts(long job, List<Deed> deeds, @Nullable Ended ended) {
        List<Deed> starts = deeds.stream()
                .filter(deed -> deed.kind() == Deed.Kind.STARTED)
                .sorted(Comparator.comparingLong(Deed::fence))
                .toList();
        for (int i = 1; i < starts.size(); i++) {
            Deed before = starts.get(i - 1);
            Deed after = starts.get(i);
            if (before.fence() == after.fence()) {
                add(Invariant.I2, "job %d began twice with fence %d", job, after.fence());
            }
            long over = deeds.stream()
                    .filter(deed -> deed.kind().isEnd() && deed.fence() == before.fence())
                    .mapToLong(Deed::nanos)
                    .min()
                    .orElse(Long.MAX_VALUE);
            boolean isExcused = faults.stream()
                    .anyMatch(fault ->
                            fault.process() == before.process() && fault.touches(before.nanos(), after.nanos()));
            if (over > after.nanos() && !isExcused) {
                add(
                        Invariant.I2,
                        "job %d began with fence %d in process %d while fence %d ran undisturbed in process %d",
                        job,
                        after.fence(),
                        after.process(),
                        before.fence(),
                        before.process());
            }
            if (after.nanos() < before.nanos() && !isExcused) {
                add(Invariant.I2, "job %d began with fence %d before fence %d", job, after.fence(), before.fence());
            }
        }
        long highest = starts.isEmpty() ? 0 : starts.get(starts.size() - 1).fence();
        if (ended != null && ended.fence() < highest) {
            add(Invariant.I3, "job %d ended with fence %d though fence %d had begun", job, ended.fence(), highest);
        }
    }

    private void checkEnd(long job, Ended ended, List<Deed> deeds) {
        if (ended.status() != FinalState.COMPLETED) {
            return;
        }
        if (!Long.toString(ended.fence()).equals(ended.result())) {
            add(Invariant.I3, "job %d ended with fence %d and the result of %s", job, ended.fence(), ended.result());
        }
        if (deeds.stream().noneMatch(deed -> deed.kind() == Deed.Kind.ENDED && deed.fence() == ended.fence())) {
            add(Invariant.I3, "job %d ended with fence %d, with which no handler ended", job, ended.fence());
        }
        long failures =
                deeds.stream().filter(deed -> deed.kind() == Deed.Kind.FAILED).count();
        if (ended.errors() > failures) {
            add(Invariant.I11, "job %d has %d errors, but failed %d times", job, ended.errors(), failures);
        }
        if (ended.attempt() != ended.errors() + 1) {
            add(Invariant.I11, "job %d ended in attempt %d after %d errors", job, ended.attempt(), ended.errors());
        }
    }

    private void add(Invariant invariant, String format, Object... values) {
        violations.add(new Violation(invariant, String.format(Locale.ROOT, format, values)));
    }
}
