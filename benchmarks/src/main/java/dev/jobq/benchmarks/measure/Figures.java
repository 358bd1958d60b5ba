package dev.jobq.benchmarks.measure;

import java.util.LinkedHashMap;
import java.util.Map;

/** Named figures of one measurement, in the order they are shown. */
public final class Figures {

    /** The name of the figure that {@link Rounds} compares. */
    public static final String PER_SECOND = "perSecond";

    /** What the name of a lower bound ends with. */
    static final String MIN = "Min";

    /** What the name of an upper bound ends with. */
    static final String MAX = "Max";

    private final Map<String, Double> values = new LinkedHashMap<>();

    /** Starts with how many a second. */
    public static Figures perSecond(double perSecond) {
        return new Figures().and(PER_SECOND, perSecond);
    }

    /** Adds a figure. */
    public Figures and(String name, double value) {
        values.put(name, value);
        return this;
    }

    /** Adds a figure with its range, which a table shows in one cell; without one where there is none. */
    public Figures spread(String name, double middle, double min, double max) {
        and(name, middle);
        if (min != max) {
            and(name + MIN, min);
            and(name + MAX, max);
        }
        return this;
    }

    /** Adds another's figures. */
    public Figures and(Figures others) {
        values.putAll(others.values);
        return this;
    }

    /** A figure; NaN if there is none of that name. */
    public double get(String name) {
        return values.getOrDefault(name, Double.NaN);
    }

    /** All of them. */
    public Map<String, Double> values() {
        return values;
    }
}
