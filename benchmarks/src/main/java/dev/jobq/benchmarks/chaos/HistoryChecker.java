package dev.jobq.benchmarks.chaos;

import dev.jobq.benchmarks.chaos.Deed.Kind;
import dev.jobq.benchmarks.chaos.FinalState.Ended;
import dev.jobq.benchmarks.chaos.JobHistory.Attempt;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds what the processes wrote down against the promises. Lines are sorted once, by job and fence, and all checks sweep over
 * sorted lines; so the time is n log n in the number of lines, however many faults there were.
 *
 * <ol>
 *   <li>every acknowledged job is there and completed (I1), and nothing else is unfinished (I6);
 *   <li>the attempts of a job, by fence, begin one after another; the next begins only after the end of the one before,
 *       unless the process of that one was killed, frozen or stopping meanwhile (I2);
 *   <li>the fence in the final row, the fence that the handler returned, and an end in the history agree, and it is the
 *       highest fence that ever began; a handler that ended when another one had begun was told (I3);
 *   <li>what is promised of some jobs besides, see {@link KindChecker} (I4, I5, I7) and {@link LimitChecker} (I7);
 *   <li>each recorded failure is one that a handler had on purpose; attempts are failures plus one; crashes are counted, see
 *       {@link CrashChecker} (I11);
 *   <li>each time of a schedule fired once, see {@link FireChecker} (I6).
 * </ol>
 */
public final class HistoryChecker {

    private final Faults faults;
    private final int slots;
    private final Violations violations = new Violations();

    /**
     * @param faults what happened to processes
     * @param slots how many jobs of a topic a node runs at once
     */
    public HistoryChecker(List<Fault> faults, int slots) {
        this.faults = new Faults(faults);
        this.slots = slots;
    }

    /** Tells what is wrong. */
    public List<Violation> check(List<Deed> deeds, FinalState state) {
        if (state.unfinished() > 0) {
            violations.add(Invariant.I8, "%d jobs unfinished", state.unfinished());
        }
        if (state.all() != state.ended().size() + state.unfinished()) {
            violations.add(
                    Invariant.I6,
                    "%d jobs, but %d ended and %d unfinished",
                    state.all(),
                    state.ended().size(),
                    state.unfinished());
        }
        Map<Long, JobHistory> jobs = JobHistory.byJob(deeds);
        for (JobHistory job : jobs.values()) {
            @Nullable Ended ended = state.ended().get(job.job());
            checkExistence(job, ended, state.unfinished() == 0);
            checkAttempts(job, ended);
        }
        state.ended().forEach((id, ended) -> checkEnd(id, ended, jobs.get(id)));
        new KindChecker(faults, state, violations).check(jobs);
        new LimitChecker(faults, state, violations).check(jobs);
        new CrashChecker(faults, slots, state, violations).check(jobs);
        new FireChecker(state, violations).check();
        return violations.found();
    }

    private void checkExistence(JobHistory job, @Nullable Ended ended, boolean isAllOver) {
        if (ended == null) {
            // With work left over it may still wait; that is told as such.
            boolean isKnown = !job.acknowledged().isEmpty() || (!job.attempts().isEmpty() && isAllOver);
            if (isKnown && !job.isLetGo()) {
                violations.add(Invariant.I1, "job %d was acknowledged or began, and did not end", job.job());
            }
            return;
        }
        if (job.acknowledged().isEmpty()) {
            return;
        }
        Attempt last = job.attempt(ended.fence());
        boolean isGivenUp = ended.status() == FinalState.DISCARDED && last != null && last.has(Kind.GIVEN_UP);
        boolean isCancelled = job.isLetGo() && ended.status() == FinalState.CANCELLED;
        if (ended.status() != FinalState.COMPLETED && !isGivenUp && !isCancelled) {
            violations.add(Invariant.I1, "job %d ended with status %d", job.job(), ended.status());
        }
    }

    private void checkAttempts(JobHistory job, @Nullable Ended ended) {
        List<Attempt> attempts = job.attempts();
        for (int i = 1; i < attempts.size(); i++) {
            checkPair(job.job(), attempts.get(i - 1), attempts.get(i));
        }
        long highest =
                attempts.isEmpty() ? 0 : attempts.get(attempts.size() - 1).fence();
        if (ended != null && ended.fence() < highest) {
            violations.add(
                    Invariant.I3,
                    "job %d ended with fence %d though fence %d had begun",
                    job.job(),
                    ended.fence(),
                    highest);
        }
        for (Attempt late : job.late()) {
            if (!late.isTold()) {
                violations.add(
                        Invariant.I3,
                        "job %d: the handler with fence %d in process %d ended after the next had begun and was not told",
                        job.job(),
                        late.fence(),
                        late.process());
            }
        }
    }

    private void checkPair(long job, Attempt before, Attempt after) {
        if (before.fence() == after.fence()) {
            violations.add(Invariant.I2, "job %d began twice with fence %d", job, after.fence());
        }
        boolean isExcused = faults.touch(before.process(), before.began(), after.began());
        if (before.over() > after.began() && !isExcused) {
            violations.add(
                    Invariant.I2,
                    "job %d began with fence %d in process %d while fence %d ran undisturbed in process %d",
                    job,
                    after.fence(),
                    after.process(),
                    before.fence(),
                    before.process());
        }
        if (after.began() < before.began() && !isExcused) {
            violations.add(
                    Invariant.I2, "job %d began with fence %d before fence %d", job, after.fence(), before.fence());
        }
    }

    private void checkEnd(long job, Ended ended, @Nullable JobHistory history) {
        if (ended.status() != FinalState.COMPLETED) {
            return;
        }
        if (!Long.toString(ended.fence()).equals(ended.result())) {
            violations.add(
                    Invariant.I3,
                    "job %d ended with fence %d and the result of %s",
                    job,
                    ended.fence(),
                    ended.result());
        }
        @Nullable Attempt last = history == null ? null : history.attempt(ended.fence());
        if (last == null || !last.has(Kind.ENDED)) {
            violations.add(Invariant.I3, "job %d ended with fence %d, with which no handler ended", job, ended.fence());
        }
        Set<Long> failed = new HashSet<>();
        if (history != null) {
            history.attempts().stream()
                    .filter(attempt -> attempt.has(Kind.FAILED))
                    .forEach(attempt -> failed.add(attempt.fence()));
        }
        for (long fence : ended.counted().failed()) {
            if (!failed.contains(fence)) {
                violations.add(Invariant.I11, "job %d has a failure with fence %d, with which none failed", job, fence);
            }
        }
        int failures = ended.counted().failed().size();
        if (ended.counted().attempt() != failures + 1) {
            violations.add(
                    Invariant.I11,
                    "job %d ended in attempt %d after %d failures",
                    job,
                    ended.counted().attempt(),
                    failures);
        }
    }
}
