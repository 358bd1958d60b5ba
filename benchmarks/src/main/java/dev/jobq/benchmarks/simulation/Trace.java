package dev.jobq.benchmarks.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** All that happened, in order, and a number that stands for it. */
final class Trace {

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final List<String> lines = new ArrayList<>();
    private long hash = FNV_OFFSET;

    void add(String format, Object... values) {
        String line = String.format(Locale.ROOT, format, values);
        lines.add(line);
        hash = mixed(hash, line);
    }

    /** Mixes a text into a hash (FNV-1a). */
    static long mixed(long hash, String text) {
        long mixed = hash;
        for (int i = 0; i < text.length(); i++) {
            mixed = (mixed ^ text.charAt(i)) * FNV_PRIME;
        }
        return (mixed ^ '\n') * FNV_PRIME;
    }

    long hash() {
        return hash;
    }

    int steps() {
        return lines.size();
    }

    List<String> lines() {
        return lines;
    }
}
