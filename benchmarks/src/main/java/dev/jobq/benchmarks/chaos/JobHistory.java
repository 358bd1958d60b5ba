package dev.jobq.benchmarks.chaos;

import dev.jobq.benchmarks.chaos.Deed.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was done about one job, by attempts. */
final class JobHistory {

    private static final Comparator<Deed> BY_FENCE =
            Comparator.comparingLong(Deed::fence).thenComparingLong(Deed::nanos);

    private final long job;
    private final List<Deed> acknowledged = new ArrayList<>();
    private final List<Attempt> attempts = new ArrayList<>();
    private long letGo = Long.MAX_VALUE;
    private boolean isPutOff;

    private JobHistory(long job, List<Deed> deeds) {
        this.job = job;
        deeds.sort(BY_FENCE);
        List<Deed> ends = new ArrayList<>();
        long fence = 0;
        for (Deed deed : deeds) {
            if (deed.fence() != fence) {
                fence = deed.fence();
                ends = new ArrayList<>();
            }
            switch (deed.kind()) {
                case ACKNOWLEDGED -> acknowledged.add(deed);
                case LET_GO -> letGo = Math.min(letGo, deed.nanos());
                // Two that begin with one fence share what came of it.
                case STARTED -> attempts.add(new Attempt(deed, ends));
                default -> ends.add(deed);
            }
            isPutOff |= deed.kind() == Kind.PUT_OFF;
        }
    }

    /** Sorts deeds by jobs, in the order in which jobs turn up. */
    static Map<Long, JobHistory> byJob(List<Deed> deeds) {
        Map<Long, List<Deed>> grouped = new LinkedHashMap<>();
        deeds.forEach(deed ->
                grouped.computeIfAbsent(deed.job(), job -> new ArrayList<>(4)).add(deed));
        Map<Long, JobHistory> jobs = new LinkedHashMap<>();
        grouped.forEach((job, its) -> jobs.put(job, new JobHistory(job, its)));
        return jobs;
    }

    long job() {
        return job;
    }

    List<Deed> acknowledged() {
        return acknowledged;
    }

    /** By fence. */
    List<Attempt> attempts() {
        return attempts;
    }

    /** When somebody first asked for its end; never: {@link Long#MAX_VALUE}. */
    long letGo() {
        return letGo;
    }

    boolean isLetGo() {
        return letGo != Long.MAX_VALUE;
    }

    /** Whether a handler let all others go first. */
    boolean isPutOff() {
        return isPutOff;
    }

    /** The one with that fence, if it began. */
    @Nullable Attempt attempt(long fence) {
        int low = 0;
        int high = attempts.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (attempts.get(middle).fence() < fence) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < attempts.size() && attempts.get(low).fence() == fence ? attempts.get(low) : null;
    }

    /** What is promised of it besides. */
    List<String> promises() {
        if (!acknowledged.isEmpty()) {
            return acknowledged.get(0).promises();
        }
        return attempts.isEmpty() ? List.of() : attempts.get(0).start().promises();
    }

    /** Handlers that reached their end when the next attempt had begun. */
    List<Attempt> late() {
        List<Attempt> late = new ArrayList<>();
        long next = Long.MAX_VALUE;
        for (int i = attempts.size() - 1; i >= 0; i--) {
            Attempt attempt = attempts.get(i);
            if (attempt.at(Kind.ENDED) > next && attempt.has(Kind.ENDED)) {
                late.add(attempt);
            }
            next = Math.min(next, attempt.began());
        }
        return late;
    }

    /**
     * A handler that began.
     *
     * @param start its beginning
     * @param deeds what came after, in order
     */
    record Attempt(Deed start, List<Deed> deeds) {

        long fence() {
            return start.fence();
        }

        long process() {
            return start.process();
        }

        long began() {
            return start.nanos();
        }

        /** When it was over; never, as far as is known: {@link Long#MAX_VALUE}. */
        long over() {
            for (Deed deed : deeds) {
                if (deed.kind().isEnd()) {
                    return deed.nanos();
                }
            }
            return Long.MAX_VALUE;
        }

        /** When it did what ends its job; never: {@link Long#MIN_VALUE}. */
        long concluded() {
            for (Deed deed : deeds) {
                if (deed.kind().isConclusion()) {
                    return deed.nanos();
                }
            }
            return Long.MIN_VALUE;
        }

        /** When it first did that; never: {@link Long#MAX_VALUE}. */
        long at(Kind kind) {
            for (Deed deed : deeds) {
                if (deed.kind() == kind) {
                    return deed.nanos();
                }
            }
            return Long.MAX_VALUE;
        }

        boolean has(Kind kind) {
            return at(kind) != Long.MAX_VALUE;
        }

        /** Whether its handler learnt that its fence was over. */
        boolean isTold() {
            return has(Kind.TOLD) || has(Kind.INTERRUPTED);
        }
    }
}
