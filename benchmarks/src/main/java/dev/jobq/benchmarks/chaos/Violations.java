package dev.jobq.benchmarks.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Broken promises, as they are found. */
final class Violations {

    private final List<Violation> found = new ArrayList<>();

    void add(Invariant invariant, String format, Object... values) {
        found.add(new Violation(invariant, String.format(Locale.ROOT, format, values)));
    }

    List<Violation> found() {
        return found;
    }
}
