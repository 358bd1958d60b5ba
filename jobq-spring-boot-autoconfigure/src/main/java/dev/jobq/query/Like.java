package dev.jobq.query;

import dev.jobq.InvalidQueryException;

/** SQL's LIKE with a backslash as escape: in time proportional to text times pattern, whatever the pattern. */
final class Like {

    private static final int ANY_TEXT = -1;
    private static final int ANY_ONE = -2;

    /** Code points, and the two wildcards. */
    private final int[] pattern;

    Like(String pattern) {
        int[] points = pattern.codePoints().toArray();
        int[] parsed = new int[points.length];
        int length = 0;
        for (int i = 0; i < points.length; i++) {
            if (points[i] == '\\') {
                if (++i == points.length) {
                    throw new InvalidQueryException(
                            "LIKE '%s' ends in a backslash with nothing behind it: write two for one"
                                    .formatted(pattern));
                }
                parsed[length++] = points[i];
            } else {
                parsed[length++] = points[i] == '%' ? ANY_TEXT : points[i] == '_' ? ANY_ONE : points[i];
            }
        }
        this.pattern = java.util.Arrays.copyOf(parsed, length);
    }

    /** Goes on greedily, and when stuck lets the last {@code %} take one more. */
    boolean matches(String text) {
        int[] points = text.codePoints().toArray();
        int at = 0;
        int next = 0;
        int star = -1;
        int resume = 0;
        while (at < points.length) {
            if (next < pattern.length && pattern[next] == ANY_TEXT) {
                star = next++;
                resume = at;
            } else if (next < pattern.length && (pattern[next] == ANY_ONE || pattern[next] == points[at])) {
                next++;
                at++;
            } else if (star >= 0) {
                next = star + 1;
                at = ++resume;
            } else {
                return false;
            }
        }
        while (next < pattern.length && pattern[next] == ANY_TEXT) {
            next++;
        }
        return next == pattern.length;
    }
}
