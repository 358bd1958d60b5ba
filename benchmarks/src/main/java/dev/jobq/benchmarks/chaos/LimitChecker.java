package dev.jobq.benchmarks.chaos;

import dev.jobq.benchmarks.chaos.FinalState.Start;
import dev.jobq.benchmarks.chaos.JobHistory.Attempt;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Checks limits that hold over all nodes (I7), each with one sort and one sweep.
 *
 * <ol>
 *   <li>How many run at once: by the handlers' own lines and the machine's monotonic clock, which all processes share. A
 *       handler's slot is taken before its beginning is written down, and freed after its end is. Of one whose process could not
 *       be relied on only the time before that counts; one that was told that its fence is over had lost it at an unknown
 *       time before, and does not count. Nor does a job from the time on when somebody asked for its end.
 *   <li>How many start in a window: by the database's clock and its rows, for that is the clock by which the window is
 *       promised, a start is the claim, and handlers begin some time after it. All claims count, also of handlers that never
 *       began.
 * </ol>
 */
final class LimitChecker {

    private static final String MOST = "most:";
    private static final String RATE = "rate:";

    private record Interval(long job, long from, long to) {}

    private final Faults faults;
    private final FinalState state;
    private final Violations violations;

    LimitChecker(Faults faults, FinalState state, Violations violations) {
        this.faults = faults;
        this.state = state;
        this.violations = violations;
    }

    void check(Map<Long, JobHistory> jobs) {
        Map<String, List<Interval>> intervals = new LinkedHashMap<>();
        for (JobHistory job : jobs.values()) {
            for (String promise : job.promises()) {
                if (promise.startsWith(MOST)) {
                    List<Interval> its = intervals.computeIfAbsent(promise, key -> new ArrayList<>());
                    job.attempts().forEach(attempt -> add(its, job, attempt));
                }
            }
        }
        intervals.forEach(this::checkMost);
        Map<String, List<Long>> starts = new LinkedHashMap<>();
        for (Start start : state.starts()) {
            JobHistory job = jobs.get(start.job());
            for (String promise : job == null ? List.<String>of() : job.promises()) {
                if (promise.startsWith(RATE)) {
                    starts.computeIfAbsent(promise, key -> new ArrayList<>()).add(start.at());
                }
            }
        }
        starts.forEach(this::checkRate);
    }

    private void add(List<Interval> intervals, JobHistory job, Attempt attempt) {
        if (attempt.isTold() || faults.touch(attempt.process(), attempt.began(), attempt.began())) {
            return;
        }
        long until = Math.min(attempt.over(), faults.nextAfter(attempt.process(), attempt.began()));
        // Whoever deletes a running job frees its slot before its node is told.
        until = Math.min(until, job.letGo());
        if (until != Long.MAX_VALUE && until > attempt.began()) {
            intervals.add(new Interval(job.job(), attempt.began(), until));
        }
    }

    private void checkMost(String promise, List<Interval> intervals) {
        int most = Integer.parseInt(promise.split(":", -1)[1]);
        intervals.sort(Comparator.comparingLong(Interval::from));
        PriorityQueue<Long> ends = new PriorityQueue<>();
        for (Interval interval : intervals) {
            while (!ends.isEmpty() && ends.peek() <= interval.from) {
                ends.poll();
            }
            ends.add(interval.to);
            if (ends.size() > most) {
                violations.add(Invariant.I7, "%s: %d ran at once with job %d", promise, ends.size(), interval.job);
            }
        }
    }

    private void checkRate(String promise, List<Long> starts) {
        String[] terms = promise.split(":", -1);
        int most = Integer.parseInt(terms[1]);
        long window = Long.parseLong(terms[2]);
        starts.sort(Comparator.naturalOrder());
        for (int i = most; i < starts.size(); i++) {
            long passed = starts.get(i) - starts.get(i - most);
            if (passed < window) {
                violations.add(
                        Invariant.I7,
                        "%s: %d started within %d microseconds, up to %d",
                        promise,
                        most + 1,
                        passed,
                        starts.get(i));
            }
        }
    }
}
