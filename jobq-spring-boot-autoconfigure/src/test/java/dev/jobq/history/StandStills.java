package dev.jobq.history;

import dev.jobq.history.HistoryLine.What;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How long after a moment each key stood still for which jobs were there at that moment, by the processes' clocks: until one of
 * its jobs starts or ends next.
 */
public final class StandStills {

    private StandStills() {}

    /** Those after a process was killed. */
    public static Map<String, Duration> afterKillOf(String process, List<HistoryLine> history) {
        HistoryLine killed = history.stream()
                .filter(line -> line.what() == What.KILLED && line.process().equals(process))
                .findFirst()
                .orElseThrow();
        return after(history.indexOf(killed), killed.at(), history);
    }

    /**
     * Those after a moment. A key on which nothing happens any more stands still until the history ends.
     *
     * @param place the number of lines that were there at that moment
     * @param moment in microseconds since 1970
     */
    public static Map<String, Duration> after(int place, long moment, List<HistoryLine> history) {
        Map<Long, String> waiting = new HashMap<>();
        for (HistoryLine line : history.subList(0, place)) {
            if (line.what() == What.ENQUEUED) {
                waiting.put(line.job(), line.key());
            }
        }
        // What is noted first may have been enqueued later.
        history.subList(0, place).stream()
                .filter(line -> line.what() == What.COMPLETED)
                .forEach(line -> waiting.remove(line.job()));
        Map<String, Duration> still = new TreeMap<>();
        long end = history.get(history.size() - 1).at();
        waiting.values().forEach(key -> still.put(key, micros(end - moment)));
        List<HistoryLine> later = history.subList(place, history.size());
        for (int i = later.size() - 1; i >= 0; i--) {
            HistoryLine line = later.get(i);
            boolean goesOn = line.what() == What.STARTED || line.what() == What.COMPLETED;
            if (goesOn && still.containsKey(line.key())) {
                still.put(line.key(), micros(line.at() - moment));
            }
        }
        return still;
    }

    private static Duration micros(long micros) {
        return Duration.ofNanos(micros * 1_000);
    }
}
