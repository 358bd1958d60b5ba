package dev.jobq.benchmarks.chaos;

import dev.jobq.benchmarks.chaos.FinalState.Ended;
import dev.jobq.benchmarks.chaos.JobHistory.Attempt;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Checks what is promised of jobs of some kinds. Whatever a history cannot know counts in the queue's favour: a job lives for
 * certain only from its acknowledgement to its handler's end.
 *
 * <ol>
 *   <li>in a line one handler at a time runs, unless a process could not be relied on meanwhile; and of two jobs that the same
 *       process had acknowledged one after the other, the second begins after the first has ended, unless that let others go
 *       first (I4);
 *   <li>of two jobs of a unique key, one had ended before the other was acknowledged (I5);
 *   <li>in a topic with a limit there are never more certain lives at once (I7).
 * </ol>
 */
final class KindChecker {

    private record Life(long job, long process, long acknowledged, long began, long ended, boolean keptPlace) {}

    private record Run(JobHistory job, Attempt attempt) {}

    private final Faults faults;
    private final FinalState state;
    private final Violations violations;

    KindChecker(Faults faults, FinalState state, Violations violations) {
        this.faults = faults;
        this.state = state;
        this.violations = violations;
    }

    void check(Map<Long, JobHistory> jobs) {
        Map<String, List<Life>> lives = new LinkedHashMap<>();
        Map<String, List<Run>> runs = new LinkedHashMap<>();
        for (JobHistory job : jobs.values()) {
            for (String promise : job.promises()) {
                if (!job.acknowledged().isEmpty()) {
                    lives.computeIfAbsent(promise, key -> new ArrayList<>()).add(life(job));
                }
                if (promise.startsWith("line:")) {
                    List<Run> its = runs.computeIfAbsent(promise, key -> new ArrayList<>());
                    job.attempts().forEach(attempt -> its.add(new Run(job, attempt)));
                }
            }
        }
        runs.forEach(this::checkOneAtATime);
        lives.forEach((promise, its) -> {
            its.sort(Comparator.comparingLong(Life::acknowledged));
            if (promise.startsWith("line:")) {
                checkOrder(promise, its);
            } else if (promise.startsWith("unique:")) {
                checkUnique(promise, its);
            } else if (promise.startsWith("room:")) {
                checkRoom(promise, its);
            }
        });
    }

    private Life life(JobHistory job) {
        Deed acknowledged = job.acknowledged().get(0);
        @Nullable Ended ended = state.ended().get(job.job());
        @Nullable Attempt last = ended == null ? null : job.attempt(ended.fence());
        long end = last == null ? Long.MIN_VALUE : last.concluded();
        long began = Long.MAX_VALUE;
        for (Attempt attempt : job.attempts()) {
            began = Math.min(began, attempt.began());
        }
        boolean keptPlace = end != Long.MIN_VALUE && !job.isPutOff() && !job.isLetGo();
        return new Life(job.job(), acknowledged.process(), acknowledged.nanos(), began, end, keptPlace);
    }

    private void checkOneAtATime(String key, List<Run> runs) {
        runs.sort(Comparator.comparingLong(run -> run.attempt.began()));
        for (int i = 1; i < runs.size(); i++) {
            Run before = runs.get(i - 1);
            Run after = runs.get(i);
            long at = after.attempt.began();
            if (before.job.job() == after.job.job() || before.attempt.over() <= at) {
                continue;
            }
            boolean isExcused = faults.touch(before.attempt.process(), before.attempt.began(), at);
            // Whoever deletes a running job takes its fence first, and those behind it go on before its node is told.
            boolean isGone = before.job.letGo() < at || after.job.letGo() < at;
            if (!isExcused && !isGone) {
                violations.add(
                        Invariant.I4, "%s: job %d began while job %d ran", key, after.job.job(), before.job.job());
            }
        }
    }

    private void checkOrder(String key, List<Life> lives) {
        Map<Long, Life> last = new HashMap<>();
        for (Life life : lives) {
            if (!life.keptPlace) {
                continue;
            }
            Life before = last.put(life.process, life);
            if (before != null && before.ended > life.began) {
                violations.add(
                        Invariant.I4,
                        "%s: job %d began before job %d, ahead of it, had ended",
                        key,
                        life.job,
                        before.job);
            }
        }
    }

    private void checkUnique(String key, List<Life> lives) {
        for (int i = 1; i < lives.size(); i++) {
            Life before = lives.get(i - 1);
            Life after = lives.get(i);
            if (before.ended > after.acknowledged && after.ended > before.acknowledged) {
                violations.add(Invariant.I5, "%s: jobs %d and %d lived at once", key, before.job, after.job);
            }
        }
    }

    private void checkRoom(String key, List<Life> lives) {
        int limit = Integer.parseInt(key.substring("room:".length()));
        PriorityQueue<Long> ends = new PriorityQueue<>();
        for (Life life : lives) {
            while (!ends.isEmpty() && ends.peek() < life.acknowledged) {
                ends.poll();
            }
            if (life.ended > life.acknowledged) {
                ends.add(life.ended);
            }
            if (ends.size() > limit) {
                violations.add(Invariant.I7, "%s: %d jobs lived at once with job %d", key, ends.size(), life.job);
            }
        }
    }
}
