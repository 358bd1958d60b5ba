package dev.jobq.benchmarks.chaos;

import dev.jobq.benchmarks.chaos.FinalState.Cut;
import dev.jobq.benchmarks.chaos.FinalState.Ended;
import dev.jobq.benchmarks.chaos.JobHistory.Attempt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks how often jobs say that their nodes died (I11). The rows tell which attempts were cut short and where, the history which
 * of them had begun. Of each node and topic:
 *
 * <ol>
 *   <li>what ran when its process was killed counts a crash, as long as what it held and had begun, ended or not, cannot be more
 *       than its slots: an end that was not recorded is taken for a handler that ran;
 *   <li>where handlers that ran fill all slots, what else the node held had only been claimed ahead and counts none;
 *   <li>where the database's clock was set back between two claims, their order, by which crashes are charged, is lost, and the
 *       history cannot tell; nor can it where a job was deleted that may have been claimed so, of which no row tells any more;
 *   <li>of everything else that was cut short, by a freeze, a stop or a lost connection, it cannot tell either.
 * </ol>
 *
 * Each job has to have counted at least the certain and at most the possible ones. That none was charged as a failure is
 * checked by {@link HistoryChecker}.
 */
final class CrashChecker {

    private record Place(long node, String topic) {}

    private enum Fate {
        COUNTED,
        UNKNOWN,
        NOT_COUNTED
    }

    private static final class Bounds {
        private int least;
        private int most;
    }

    private final Faults faults;
    private final int slots;
    private final FinalState state;
    private final Violations violations;
    private final Map<Long, Bounds> bounds = new HashMap<>();

    CrashChecker(Faults faults, int slots, FinalState state, Violations violations) {
        this.faults = faults;
        this.slots = slots;
        this.state = state;
        this.violations = violations;
    }

    void check(Map<Long, JobHistory> jobs) {
        Map<Place, List<Cut>> places = new HashMap<>();
        Map<Long, Set<Long>> cutFences = new HashMap<>();
        for (Cut cut : state.cuts()) {
            Ended ended = state.ended().get(cut.job());
            if (ended != null) {
                places.computeIfAbsent(new Place(cut.node(), ended.topic()), place -> new ArrayList<>())
                        .add(cut);
            }
            cutFences.computeIfAbsent(cut.job(), job -> new HashSet<>()).add(cut.fence());
        }
        boolean isAllKnown = jobs.values().stream().noneMatch(JobHistory::isLetGo);
        places.values().forEach(cuts -> judge(cuts, jobs, isAllKnown));
        state.ended().forEach((job, ended) -> {
            JobHistory history = jobs.get(job);
            if (history != null && !history.isLetGo()) {
                compare(job, ended);
                checkTold(history, ended, cutFences.getOrDefault(job, Set.of()));
            }
        });
    }

    /** What one node held of one topic. */
    private void judge(List<Cut> cuts, Map<Long, JobHistory> jobs, boolean isAllKnown) {
        int running = 0;
        int ended = 0;
        long lastBegun = Long.MIN_VALUE;
        long firstAhead = Long.MAX_VALUE;
        for (Cut cut : cuts) {
            Attempt attempt = attempt(cut, jobs);
            if (attempt != null && isCrash(attempt)) {
                running++;
                lastBegun = Math.max(lastBegun, cut.at());
            } else if (attempt != null) {
                ended++;
            } else {
                firstAhead = Math.min(firstAhead, cut.at());
            }
        }
        int aboutToBegin = Math.min(cuts.size() - running - ended, Math.max(0, slots - running));
        boolean isInOrder = isAllKnown && lastBegun <= firstAhead;
        boolean isCertain = isInOrder && (ended == 0 || running + ended + aboutToBegin <= slots);
        for (Cut cut : cuts) {
            Attempt attempt = attempt(cut, jobs);
            Fate fate = Fate.UNKNOWN;
            if (attempt == null) {
                fate = isInOrder && running >= slots ? Fate.NOT_COUNTED : Fate.UNKNOWN;
            } else if (isCertain && isCrash(attempt)) {
                fate = Fate.COUNTED;
            }
            Bounds its = bounds.computeIfAbsent(cut.job(), job -> new Bounds());
            its.least += fate == Fate.COUNTED ? 1 : 0;
            its.most += fate == Fate.NOT_COUNTED ? 0 : 1;
        }
    }

    private static @Nullable Attempt attempt(Cut cut, Map<Long, JobHistory> jobs) {
        JobHistory job = jobs.get(cut.job());
        return job == null ? null : job.attempt(cut.fence());
    }

    /** Whether it ran when its process was killed, to which nothing else had happened since it began. */
    private boolean isCrash(Attempt attempt) {
        return attempt.over() == Long.MAX_VALUE && faults.killAlone(attempt.process(), attempt.began()) != null;
    }

    private void compare(long job, Ended ended) {
        Bounds its = bounds.getOrDefault(job, new Bounds());
        int crashes = ended.counted().crashes();
        if (crashes < its.least || crashes > its.most) {
            violations.add(
                    Invariant.I11,
                    "job %d counts %d crashes; it ran at least %d and at most %d times when its process died",
                    job,
                    crashes,
                    its.least,
                    its.most);
        }
    }

    private void checkTold(JobHistory job, Ended ended, Set<Long> cutFences) {
        for (Attempt attempt : job.attempts()) {
            if (attempt.fence() < ended.fence() && isCrash(attempt) && !cutFences.contains(attempt.fence())) {
                violations.add(
                        Invariant.I11,
                        "job %d ran with fence %d when its process was killed, of which no row tells",
                        job.job(),
                        attempt.fence());
            }
        }
    }
}
