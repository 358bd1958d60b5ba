package dev.jobq.history;

import dev.jobq.history.HistoryLine.What;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/**
 * How many jobs of a key lived at once. A job certainly lives from the first line about it, which comes after its commit, to the
 * last one, which its handler wrote before its end was recorded: so what is found is never too much.
 */
public final class LiveJobs {

    private final Map<String, Map<Long, int[]>> spans = new TreeMap<>();

    private LiveJobs() {}

    /** Those of a history. */
    public static LiveJobs of(List<HistoryLine> history) {
        LiveJobs live = new LiveJobs();
        for (int i = 0; i < history.size(); i++) {
            HistoryLine line = history.get(i);
            if (line.what() != What.ENQUEUING && line.what() != What.KILLED) {
                int place = i;
                live.spans.computeIfAbsent(line.key(), key -> new HashMap<>()).computeIfAbsent(line.job(), job ->
                        new int[] {place, place});
                // That it was enqueued may be noted after it ran; that is no sign of life.
                if (line.what() != What.ENQUEUED) {
                    live.spans.get(line.key()).get(line.job())[1] = place;
                }
            }
        }
        return live;
    }

    /** The keys of which more jobs lived at once than allowed. */
    public List<String> violations(ToIntFunction<String> allowed) {
        List<String> violations = new ArrayList<>();
        for (String key : spans.keySet()) {
            int most = most(key);
            if (most > allowed.applyAsInt(key)) {
                violations.add("Of key %s %d jobs lived at once, %d are allowed"
                        .formatted(key, most, allowed.applyAsInt(key)));
            }
        }
        return violations;
    }

    /** The most jobs of a key that lived at once. */
    public int most(String key) {
        Map<Integer, List<Long>> begins = new TreeMap<>();
        Map<Integer, List<Long>> ends = new TreeMap<>();
        int last = 0;
        for (Map.Entry<Long, int[]> span : spans.getOrDefault(key, Map.of()).entrySet()) {
            begins.computeIfAbsent(span.getValue()[0], at -> new ArrayList<>()).add(span.getKey());
            ends.computeIfAbsent(span.getValue()[1], at -> new ArrayList<>()).add(span.getKey());
            last = Math.max(last, span.getValue()[1]);
        }
        Set<Long> living = new HashSet<>();
        int most = 0;
        for (int at = 0; at <= last; at++) {
            living.addAll(begins.getOrDefault(at, List.of()));
            most = Math.max(most, living.size());
            ends.getOrDefault(at, List.of()).forEach(living::remove);
        }
        return most;
    }

    /** How many jobs of a key there were. */
    public int jobs(String key) {
        return spans.getOrDefault(key, Map.of()).size();
    }

    /** How many jobs there were. */
    public int jobs() {
        return spans.values().stream().mapToInt(Map::size).sum();
    }
}
