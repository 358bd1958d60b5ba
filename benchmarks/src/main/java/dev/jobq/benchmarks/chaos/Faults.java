package dev.jobq.benchmarks.chaos;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** When which process could not be relied on: asked in logarithmic time. */
final class Faults {

    private final Map<Long, OfProcess> byProcess = new HashMap<>();

    Faults(List<Fault> faults) {
        Map<Long, List<Fault>> grouped = new HashMap<>();
        faults.forEach(fault -> grouped.computeIfAbsent(fault.process(), process -> new ArrayList<>())
                .add(fault));
        grouped.forEach((process, its) -> byProcess.put(process, OfProcess.of(its)));
    }

    /** Whether the process could not be relied on at some time between. */
    boolean touch(long process, long start, long end) {
        OfProcess its = byProcess.get(process);
        int last = its == null ? -1 : its.lastFrom(end);
        return its != null && last >= 0 && its.latestTo[last] >= start;
    }

    /** When the first fault at that time or after it began; never: {@link Long#MAX_VALUE}. */
    long nextAfter(long process, long start) {
        OfProcess its = byProcess.get(process);
        if (its == null) {
            return Long.MAX_VALUE;
        }
        int next = start == Long.MIN_VALUE ? 0 : its.lastFrom(start - 1) + 1;
        return next < its.faults.size() ? its.faults.get(next).from() : Long.MAX_VALUE;
    }

    /** The kill that is the only thing that happened to the process from that time on; null if it was not, or not alone. */
    @Nullable Fault killAlone(long process, long start) {
        OfProcess its = byProcess.get(process);
        if (its == null) {
            return null;
        }
        int last = its.faults.size() - 1;
        Fault kill = its.faults.get(last);
        boolean isAlone = kill.kind() == Fault.Kind.KILLED
                && kill.from() >= start
                && (last == 0 || its.latestTo[last - 1] < start);
        return isAlone ? kill : null;
    }

    /**
     * @param faults by their beginnings
     * @param latestTo the latest end of a fault and all before it
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record OfProcess(List<Fault> faults, long[] latestTo) {

        static OfProcess of(List<Fault> faults) {
            List<Fault> sorted = new ArrayList<>(faults);
            sorted.sort(Comparator.comparingLong(Fault::from));
            long[] latest = new long[sorted.size()];
            for (int i = 0; i < latest.length; i++) {
                latest[i] = Math.max(
                        i == 0 ? Long.MIN_VALUE : latest[i - 1], sorted.get(i).to());
            }
            return new OfProcess(sorted, latest);
        }

        /** The last that began by then, or -1. */
        int lastFrom(long at) {
            int low = 0;
            int high = faults.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (faults.get(middle).from() <= at) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low - 1;
        }
    }
}
