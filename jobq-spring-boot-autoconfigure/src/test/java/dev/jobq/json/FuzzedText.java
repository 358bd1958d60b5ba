package dev.jobq.json;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Inputs for parsers, drawn from a seed: made-up ones, and good ones with something wrong put in. How many and which is said by
 * the system properties {@code jobq.fuzz.inputs} and {@code jobq.fuzz.seed}.
 */
public final class FuzzedText {

    private static final int INPUTS = 20_000;
    private static final int MOST_MUTATIONS = 6;
    private static final int DEEPEST = 5;
    private static final List<String> TOKENS = List.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            "null",
            "true",
            "false",
            "0",
            "-",
            "1e9",
            "1e999999999",
            "-0.0",
            "9007199254740993",
            "123456789012345678901234567890",
            "0.1",
            "\\u0000",
            "\\ud800",
            "\u0000",
            "\ud800",
            "\udc00",
            "é",
            "\uD83D\uDE00",
            " ",
            "\n",
            "\t",
            "/*x*/",
            "//",
            "'",
            "NaN",
            "Infinity",
            "\"a\"",
            "[[",
            "]]",
            "{\"a\":",
            "=",
            "!=",
            "<",
            "<=",
            ">=",
            ">",
            "LIKE",
            "IS",
            "state",
            "state[0]",
            "state[-1]",
            "state[99999999999]",
            "payload.",
            "payload.a.b[2]",
            "topic",
            "createdAt",
            "touched",
            "2026-11-01T12:00:00Z",
            "%",
            "_",
            "\\\\%");

    private final SplittableRandom random;
    private final List<String> good;

    private FuzzedText(long seed, List<String> good) {
        this.random = new SplittableRandom(seed);
        this.good = good;
    }

    /** Receives inputs. */
    @FunctionalInterface
    public interface Target {
        void take(String input);
    }

    /**
     * Hands out as many inputs as were asked for.
     *
     * @param good inputs that are right, to be spoilt
     */
    public static void feed(List<String> good, Target target) {
        int inputs = Integer.getInteger("jobq.fuzz.inputs", INPUTS);
        long seed = Long.getLong("jobq.fuzz.seed", 1);
        for (int i = 0; i < inputs; i++) {
            String input = new FuzzedText(seed * 1_000_003 + i, good).draw();
            try {
                target.take(input);
            } catch (RuntimeException | Error ex) {
                throw new AssertionError("Input %d of seed %d: %s".formatted(i, seed, printable(input)), ex);
            }
        }
    }

    private String draw() {
        return switch (random.nextInt(4)) {
            case 0 -> tokens();
            case 1 -> value(0);
            default -> spoilt(random.nextInt(3) == 0 ? value(0) : good.get(random.nextInt(good.size())));
        };
    }

    private String tokens() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(token());
        }
        return text.toString();
    }

    private String token() {
        return TOKENS.get(random.nextInt(TOKENS.size()));
    }

    /** A value that is JSON for the most part. */
    private String value(int depth) {
        int kind = random.nextInt(depth < DEEPEST ? 8 : 5);
        return switch (kind) {
            case 0 -> Long.toString(random.nextLong());
            case 1 -> Double.toString(random.nextDouble() * Math.pow(10, random.nextInt(-300, 300)));
            case 2, 3 -> '"' + text() + '"';
            case 4 -> random.nextBoolean() ? "null" : Boolean.toString(random.nextBoolean());
            case 5, 6 -> list(depth, "[", "]", false);
            default -> list(depth, "{", "}", true);
        };
    }

    private String list(int depth, String open, String close, boolean isNamed) {
        StringBuilder text = new StringBuilder(open);
        for (int i = random.nextInt(4); i > 0; i--) {
            if (isNamed) {
                text.append('"').append(text()).append("\":");
            }
            text.append(value(depth + 1)).append(i > 1 ? "," : "");
        }
        return text.append(close).toString();
    }

    private String text() {
        return IntStream.range(0, random.nextInt(6))
                .mapToObj(i -> random.nextInt(4) == 0
                        ? token().replace("\"", "").replace("\\", "")
                        : Character.toString(random.nextInt('a', 'z')))
                .reduce("", String::concat);
    }

    private String spoilt(String from) {
        StringBuilder text = new StringBuilder(from);
        for (int i = random.nextInt(MOST_MUTATIONS); i > 0; i--) {
            int at = random.nextInt(text.length() + 1);
            switch (random.nextInt(5)) {
                case 0 -> text.insert(at, token());
                case 1 -> text.setLength(at);
                case 2 -> text.delete(at, Math.min(text.length(), at + random.nextInt(1, 5)));
                case 3 -> text.insert(at, (char) random.nextInt(Character.MAX_VALUE + 1));
                default -> text.append(text.substring(0, Math.min(at, 2_000)));
            }
        }
        return random.nextInt(2_000) == 0 ? "[".repeat(random.nextInt(100_000)) + text : text.toString();
    }

    private static String printable(String input) {
        StringBuilder text = new StringBuilder();
        input.chars()
                .limit(500)
                .forEach(character -> text.append(
                        character >= ' ' && character < 0x7f
                                ? Character.toString(character)
                                : "\\u%04x".formatted(character)));
        return text.toString();
    }
}
