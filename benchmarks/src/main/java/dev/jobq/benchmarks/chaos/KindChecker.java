package dev.jobq.benchmarks.chaos;

import dev.jobq.benchmarks.chaos.Deed.Kind;
import dev.jobq.benchmarks.chaos.FinalState.Ended;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.stream.Stream;
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

    private final List<Fault> faults;
    private final FinalState state;
    private final List<Violation> violations = new ArrayList<>();

    KindChecker(List<Fault> faults, FinalState state) {
        this.faults = faults;
        this.state = state;
    }

    List<Violation> check(List<Deed> deeds) {
        Map<Long, List<Deed>> byJob = new HashMap<>();
        deeds.forEach(deed ->
                byJob.computeIfAbsent(deed.job(), job -> new ArrayList<>()).add(deed));
        Map<String, List<Life>> lives = new LinkedHashMap<>();
        Map<String, List<Deed>> starts = new LinkedHashMap<>();
        for (Deed deed : deeds) {
            if (deed.key().equals("-")) {
                continue;
            }
            if (deed.kind() == Kind.ACKNOWLEDGED) {
                List<Deed> its = byJob.getOrDefault(deed.job(), List.of());
                lives.computeIfAbsent(deed.key(), key -> new ArrayList<>()).add(life(deed, its));
            } else if (deed.kind() == Kind.STARTED) {
                starts.computeIfAbsent(deed.key(), key -> new ArrayList<>()).add(deed);
            }
        }
        starts.forEach((key, its) -> {
            if (key.startsWith("line:")) {
                checkOneAtATime(key, its, byJob);
            }
        });
        lives.forEach((key, its) -> {
            its.sort(Comparator.comparingLong(Life::acknowledged));
            if (key.startsWith("line:")) {
                checkOrder(key, its);
            } else if (key.startsWith("unique:")) {
                checkUnique(key, its);
            } else if (key.startsWith("room:")) {
                checkRoom(key, its);
            }
        });
        return violations;
    }

    private Life life(Deed acknowledged, List<Deed> its) {
        @Nullable Ended ended = state.ended().get(acknowledged.job());
        long end = its.stream()
                .filter(deed -> ended != null && deed.kind().isConclusion() && deed.fence() == ended.fence())
                .mapToLong(Deed::nanos)
                .min()
                .orElse(Long.MIN_VALUE);
        long began = its.stream()
                .filter(deed -> deed.kind() == Kind.STARTED)
                .mapToLong(Deed::nanos)
                .min()
                .orElse(Long.MAX_VALUE);
        boolean keptPlace = end != Long.MIN_VALUE
                && its.stream().noneMatch(deed -> deed.kind() == Kind.PUT_OFF || deed.kind() == Kind.LET_GO);
        return new Life(acknowledged.job(), acknowledged.process(), acknowledged.nanos(), began, end, keptPlace);
    }

    private void checkOneAtATime(String key, List<Deed> starts, Map<Long, List<Deed>> byJob) {
        starts.sort(Comparator.comparingLong(Deed::nanos));
        for (int i = 1; i < starts.size(); i++) {
            Deed before = starts.get(i - 1);
            Deed after = starts.get(i);
            if (before.job() == after.job()) {
                continue;
            }
            long over = byJob.getOrDefault(before.job(), List.of()).stream()
                    .filter(deed -> deed.kind().isEnd() && deed.fence() == before.fence())
                    .mapToLong(Deed::nanos)
                    .min()
                    .orElse(Long.MAX_VALUE);
            boolean isExcused = faults.stream()
                    .anyMatch(fault ->
                            fault.process() == before.process() && fault.touches(before.nanos(), after.nanos()));
            // Whoever deletes a running job takes its fence first, and those behind it go on before its node is told.
            boolean isGone = Stream.of(before, after)
                    .flatMap(one -> byJob.getOrDefault(one.job(), List.of()).stream())
                    .anyMatch(deed -> deed.kind() == Kind.LET_GO && deed.nanos() < after.nanos());
            if (over > after.nanos() && !isExcused && !isGone) {
                add(Invariant.I4, "%s: job %d began while job %d ran", key, after.job(), before.job());
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
                add(Invariant.I4, "%s: job %d began before job %d, ahead of it, had ended", key, life.job, before.job);
            }
        }
    }

    private void checkUnique(String key, List<Life> lives) {
        for (int i = 1; i < lives.size(); i++) {
            Life before = lives.get(i - 1);
            Life after = lives.get(i);
            if (before.ended > after.acknowledged && after.ended > before.acknowledged) {
                add(Invariant.I5, "%s: jobs %d and %d lived at once", key, before.job, after.job);
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
                add(Invariant.I7, "%s: %d jobs lived at once with job %d", key, ends.size(), life.job);
            }
        }
    }

    private void add(Invariant invariant, String format, Object... values) {
        violations.add(new Violation(invariant, String.format(Locale.ROOT, format, values)));
    }
}
