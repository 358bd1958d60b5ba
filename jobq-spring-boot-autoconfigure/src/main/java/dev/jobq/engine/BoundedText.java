package dev.jobq.engine;

import java.io.PrintWriter;
import java.io.Writer;

/** Text as every store can keep it: bounded, without NUL and halves of surrogate pairs. */
final class BoundedText {

    private static final char REPLACEMENT = '\uFFFD';

    private BoundedText() {}

    /** The text's beginning, at most so many characters. */
    static String of(String text, int max) {
        int end = Math.min(text.length(), max);
        if (end < text.length() && end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        for (int i = 0; i < end; i++) {
            if (!isKept(text, i, end)) {
                return replaced(text, end);
            }
        }
        return end == text.length() ? text : text.substring(0, end);
    }

    /** The beginning of a stack trace, causes included, at most so many characters. */
    static String stackOf(Throwable error, int max) {
        BoundedWriter writer = new BoundedWriter(max);
        error.printStackTrace(new PrintWriter(writer));
        return of(writer.kept.toString(), max);
    }

    private static String replaced(String text, int end) {
        StringBuilder clean = new StringBuilder(text.substring(0, end));
        for (int i = 0; i < end; i++) {
            if (!isKept(text, i, end)) {
                clean.setCharAt(i, REPLACEMENT);
            }
        }
        return clean.toString();
    }

    private static boolean isKept(String text, int at, int end) {
        char c = text.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 < end && Character.isLowSurrogate(text.charAt(at + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
        }
        return c != 0;
    }

    /** Forgets what goes beyond its bound. */
    private static final class BoundedWriter extends Writer {

        private final StringBuilder kept = new StringBuilder();
        private final int max;

        BoundedWriter(int max) {
            this.max = max;
        }

        @Override
        public void write(char[] chars, int offset, int length) {
            int room = Math.min(length, max - kept.length());
            if (room > 0) {
                kept.append(chars, offset, room);
            }
        }

        @Override
        public void flush() {
            // Everything is in memory.
        }

        @Override
        public void close() {
            // Nothing to release.
        }
    }
}
