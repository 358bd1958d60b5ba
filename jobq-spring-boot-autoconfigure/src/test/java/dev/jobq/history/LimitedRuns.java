package dev.jobq.history;

import dev.jobq.history.HistoryLine.What;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many attempts of a key ran at once, and how many started within a window. An attempt certainly runs from the line that its
 * handler wrote first to the one that it wrote last, or to the last line of its process where that was killed: so what is found
 * is never too much.
 */
public final class LimitedRuns {

    private final Map<String, int[]> changes = new TreeMap<>();
    private final Map<String, List<Long>> starts = new TreeMap<>();

    private LimitedRuns() {}

    /** Those of a history. */
    public static LimitedRuns of(List<HistoryLine> history) {
        LimitedRuns runs = new LimitedRuns();
        Map<String, Integer> lastOfProcess = new HashMap<>();
        Map<String, Integer> endOfAttempt = new HashMap<>();
        for (int i = 0; i < history.size(); i++) {
            HistoryLine line = history.get(i);
            if (line.what() != What.KILLED) {
                lastOfProcess.put(line.process(), i);
            }
            if (line.what() == What.COMPLETED) {
                endOfAttempt.put(attempt(line), i);
            }
        }
        for (int i = 0; i < history.size(); i++) {
            HistoryLine line = history.get(i);
            if (line.what() == What.STARTED) {
                int[] changes = runs.changes.computeIfAbsent(line.key(), key -> new int[history.size() + 1]);
                changes[i]++;
                changes[endOfAttempt.getOrDefault(attempt(line), lastOfProcess.getOrDefault(line.process(), i)) + 1]--;
                runs.starts
                        .computeIfAbsent(line.key(), key -> new ArrayList<>())
                        .add(line.at());
            }
        }
        runs.starts.values().forEach(times -> times.sort(null));
        return runs;
    }

    /** The most attempts of a key that ran at once. */
    public int mostAtOnce(String key) {
        int most = 0;
        int running = 0;
        for (int change : changes.getOrDefault(key, new int[0])) {
            running += change;
            most = Math.max(most, running);
        }
        return most;
    }

    /** The most starts of a key within any window of so many microseconds, its end excluded. */
    public int mostWithin(String key, long window) {
        List<Long> times = starts.getOrDefault(key, List.of());
        int most = 0;
        int first = 0;
        for (int i = 0; i < times.size(); i++) {
            while (times.get(i) - times.get(first) >= window) {
                first++;
            }
            most = Math.max(most, i - first + 1);
        }
        return most;
    }

    /** How many attempts of a key started. */
    public int starts(String key) {
        return starts.getOrDefault(key, List.of()).size();
    }

    private static String attempt(HistoryLine line) {
        return line.job() + "/" + line.fence();
    }
}
