package dev.jobq.benchmarks.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Measures variants in turn, round after round, so that what else the machine does falls on all alike. A row holds the
 * median of each figure, the range of the rate, and the median of the ratios <em>within</em> a round to the baseline.
 */
public final class Rounds {

    /** One measurement of a variant, from a fresh start. */
    @FunctionalInterface
    public interface Variant {
        Figures measure() throws Exception;
    }

    private final String title;
    private final Map<String, Variant> variants = new LinkedHashMap<>();
    private final Map<String, String> comparisons = new LinkedHashMap<>();
    private @Nullable String baseline;

    public Rounds(String title) {
        this.title = title;
    }

    /** Adds a variant. */
    public Rounds add(String name, Variant variant) {
        variants.put(name, variant);
        return this;
    }

    /** The variant that the column {@code ratio} compares each one with; the first one if none is named. */
    public Rounds baseline(String name) {
        baseline = name;
        return this;
    }

    /** A further column: how many times as fast as the row the named variant is. */
    public Rounds compare(String column, String variant) {
        comparisons.put(column, variant);
        return this;
    }

    /** Measures, warming up first if there are several rounds, and adds a row for each variant. */
    public void run(int rounds, Report report) {
        if (variants.isEmpty()) {
            return;
        }
        Map<String, List<Figures>> taken = new LinkedHashMap<>();
        List<String> names = new ArrayList<>(variants.keySet());
        names.forEach(name -> taken.put(name, new ArrayList<>()));
        for (int round = rounds > 1 ? -1 : 0; round < rounds; round++) {
            for (int i = 0; i < names.size(); i++) {
                // Each round begins with another one: nobody always follows the same neighbour's leftovers.
                String name = names.get((i + Math.max(0, round)) % names.size());
                measure(name, round, taken, report);
            }
        }
        String against = baseline != null && variants.containsKey(baseline) ? baseline : names.get(0);
        for (String name : names) {
            List<Figures> figures = taken.get(name);
            if (figures != null && !figures.isEmpty()) {
                report.row(title + ": " + name, row(figures, taken.getOrDefault(against, List.of()), against, taken));
            }
        }
        report.printTable(title);
    }

    private void measure(String name, int round, Map<String, List<Figures>> taken, Report report) {
        Variant variant = variants.get(name);
        List<Figures> figures = taken.get(name);
        if (variant == null || figures == null) {
            return; // failed before
        }
        try {
            long start = System.nanoTime();
            Figures measured = variant.measure();
            report.say(
                    "  %s, %s: %s: %,.0f/s, after %.1f s",
                    title,
                    round < 0 ? "warm-up" : "round " + (round + 1),
                    name,
                    measured.get(Figures.PER_SECOND),
                    (System.nanoTime() - start) / 1e9);
            if (round >= 0) {
                figures.add(measured);
            }
        } catch (Exception ex) {
            if (ex instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            report.failure(title + ": " + name, ex);
            taken.remove(name);
        }
    }

    private Map<String, Object> row(
            List<Figures> figures, List<Figures> baseline, String against, Map<String, List<Figures>> all) {
        Samples rates = column(figures, Figures.PER_SECOND);
        Figures row = Figures.perSecond(rates.median()).and("min", rates.min()).and("max", rates.max());
        spread(row, "ratio", ratios(figures, baseline));
        Map<String, Object> texts = new LinkedHashMap<>(row.values());
        texts.put("ratioTo", against);
        Figures more = new Figures();
        comparisons.forEach((column, variant) ->
                spread(more, column, ratios(all.getOrDefault(variant, List.of()), figures)));
        for (String name : figures.get(0).values().keySet()) {
            if (!name.equals(Figures.PER_SECOND)) {
                spread(more, name, column(figures, name));
            }
        }
        texts.putAll(more.and("rounds", figures.size()).values());
        return texts;
    }

    private static void spread(Figures row, String name, Samples samples) {
        row.spread(name, samples.median(), samples.min(), samples.max());
    }

    private static Samples column(List<Figures> figures, String name) {
        Samples samples = new Samples(figures.size());
        figures.forEach(one -> samples.add(one.get(name)));
        return samples;
    }

    private static Samples ratios(List<Figures> figures, List<Figures> baseline) {
        Samples ratios = new Samples(figures.size());
        for (int i = 0; i < Math.min(figures.size(), baseline.size()); i++) {
            ratios.add(figures.get(i).get(Figures.PER_SECOND) / baseline.get(i).get(Figures.PER_SECOND));
        }
        return ratios;
    }
}
