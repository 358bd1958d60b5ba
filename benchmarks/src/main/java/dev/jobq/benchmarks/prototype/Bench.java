package dev.jobq.benchmarks.prototype;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Runs variants in turn, round after round, and prints medians and the median ratio to the first one. */
final class Bench {

    /** One measured run; gives microseconds (or any cost) per job. */
    interface Run {
        double cost() throws Exception;
    }

    private final Map<String, Run> variants = new LinkedHashMap<>();
    private double noted;

    /** A second figure of the current run, such as bytes of log per job. */
    void note(double figure) {
        noted = figure;
    }

    Bench add(String name, Run run) {
        variants.put(name, run);
        return this;
    }

    void print(String title, int rounds) throws Exception {
        List<String> names = new ArrayList<>(variants.keySet());
        double[][] costs = new double[names.size()][rounds];
        double[][] ratios = new double[names.size()][rounds];
        double[][] notes = new double[names.size()][rounds];
        for (Run run : variants.values()) {
            if (rounds > 1) {
                run.cost(); // warm-up
            }
        }
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < names.size(); i++) {
                costs[i][round] = variants.get(names.get(i)).cost();
                notes[i][round] = noted;
                ratios[i][round] = costs[i][round] / costs[0][round];
            }
        }
        System.out.println();
        System.out.println("## " + title);
        line("%-52s %10s %10s %8s %15s %10s", "variant", "us/job", "jobs/s", "cost x", "(min-max)", "WAL B/job");
        for (int i = 0; i < names.size(); i++) {
            double cost = median(costs[i]);
            line(
                    "%-52s %10.2f %10.0f %8.2f     (%.2f-%.2f) %10.0f",
                    names.get(i),
                    cost,
                    1e6 / cost,
                    median(ratios[i]),
                    Arrays.stream(ratios[i]).min().orElse(0),
                    Arrays.stream(ratios[i]).max().orElse(0),
                    median(notes[i]));
        }
    }

    static void line(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }

    static double microsPer(long startNanos, long count) {
        return (System.nanoTime() - startNanos) / 1000.0 / count;
    }

    /** Text of the given length that compresses about as well as a stack trace does not. */
    static String text(int length) {
        StringBuilder text = new StringBuilder(length);
        long x = 88172645463325252L;
        while (text.length() < length) {
            x ^= x << 13;
            x ^= x >>> 7;
            x ^= x << 17;
            text.append(Long.toString(x & Long.MAX_VALUE, 36));
        }
        text.setLength(length);
        return text.toString();
    }
}
