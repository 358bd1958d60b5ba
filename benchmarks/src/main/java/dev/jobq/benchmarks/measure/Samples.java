package dev.jobq.benchmarks.measure;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Figures of the same thing, and what they say together. */
public final class Samples {

    private static final int PARTS = 5;

    private double[] values;
    private int size;
    /** The same in order of size, as long as none was added since. */
    private double @Nullable [] sorted;

    public Samples() {
        this(1024);
    }

    public Samples(int capacity) {
        values = new double[Math.max(1, capacity)];
    }

    /** The given values. */
    public static Samples of(double... values) {
        Samples samples = new Samples(values.length);
        for (double value : values) {
            samples.add(value);
        }
        return samples;
    }

    /** Adds a figure. */
    public void add(double value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
        sorted = null;
    }

    /** Adds the microseconds since a {@link System#nanoTime()}. */
    public void addMicrosSince(long startNanos) {
        add(micros(System.nanoTime() - startNanos));
    }

    /** Adds another's figures. */
    public void addAll(Samples others) {
        for (int i = 0; i < others.size; i++) {
            add(others.values[i]);
        }
    }

    /** Those from one to before another, in the order they were added. */
    public Samples between(int from, int to) {
        int end = Math.max(0, Math.min(size, to));
        return of(Arrays.copyOfRange(values, Math.max(0, Math.min(from, end)), end));
    }

    /** What a measure says of all together, and its range over fifths of the samples, one after the other. */
    public Figures overFifths(String name, ToDoubleFunction<Samples> measure) {
        int parts = Math.min(PARTS, Math.max(1, size));
        Samples each = new Samples(parts);
        for (int i = 0; i < parts; i++) {
            each.add(measure.applyAsDouble(between(size * i / parts, size * (i + 1) / parts)));
        }
        return new Figures().spread(name, measure.applyAsDouble(this), each.min(), each.max());
    }

    public int size() {
        return size;
    }

    /** The figure that the share of all is at most; NaN when there are none. */
    public double percentile(double share) {
        if (size == 0) {
            return Double.NaN;
        }
        double[] ordered = sorted;
        if (ordered == null) {
            ordered = Arrays.copyOf(values, size);
            Arrays.sort(ordered);
            sorted = ordered;
        }
        int index = (int) Math.ceil(share * size) - 1;
        return ordered[Math.max(0, Math.min(size - 1, index))];
    }

    public double median() {
        return percentile(0.5);
    }

    public double min() {
        return percentile(0);
    }

    public double max() {
        return percentile(1);
    }

    public double mean() {
        return Arrays.stream(values, 0, size).average().orElse(Double.NaN);
    }

    /** Standard deviation of the sample. */
    public double stddev() {
        if (size < 2) {
            return 0;
        }
        double mean = mean();
        double squares = Arrays.stream(values, 0, size)
                .map(value -> (value - mean) * (value - mean))
                .sum();
        return Math.sqrt(squares / (size - 1));
    }

    /** Nanoseconds as microseconds. */
    public static double micros(long nanos) {
        return nanos / (double) TimeUnit.MICROSECONDS.toNanos(1);
    }

    /** How many of something a second, counted since a {@link System#nanoTime()}. */
    public static double perSecond(long count, long startNanos) {
        return perSecondOf(count, System.nanoTime() - startNanos);
    }

    /** How many of something a second. */
    public static double perSecondOf(long count, long nanos) {
        return count * (double) TimeUnit.SECONDS.toNanos(1) / Math.max(1, nanos);
    }
}
