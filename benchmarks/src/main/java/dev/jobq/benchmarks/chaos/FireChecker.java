package dev.jobq.benchmarks.chaos;

import dev.jobq.benchmarks.chaos.FinalState.Fire;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Checks the jobs of schedules: each is of one time that fired, each time has one job, and none that was enqueued is missing
 * (I6). That they ended is checked as of all jobs.
 */
final class FireChecker {

    private final FinalState state;
    private final Violations violations;

    FireChecker(FinalState state, Violations violations) {
        this.state = state;
        this.violations = violations;
    }

    void check() {
        Map<String, Long> jobs = new HashMap<>();
        Set<Long> fired = new HashSet<>();
        for (Fire fire : state.fires()) {
            Long other = jobs.putIfAbsent(fire.schedule() + " " + fire.at(), fire.job());
            if (other != null) {
                violations.add(
                        Invariant.I6,
                        "%s fired twice for %d: jobs %d and %d",
                        fire.schedule(),
                        fire.at(),
                        other,
                        fire.job());
            }
            if (!fired.add(fire.job())) {
                violations.add(Invariant.I6, "job %d is of two times that fired", fire.job());
            }
            if (state.unfinished() == 0 && !state.ended().containsKey(fire.job())) {
                violations.add(
                        Invariant.I6,
                        "%s fired for %d, but its job %d did not end",
                        fire.schedule(),
                        fire.at(),
                        fire.job());
            }
        }
        state.ended().forEach((job, ended) -> {
            if (ended.topic().equals(FinalState.OF_SCHEDULES) && !fired.contains(job)) {
                violations.add(Invariant.I6, "job %d of a schedule is of no time of its own", job);
            }
        });
    }
}
