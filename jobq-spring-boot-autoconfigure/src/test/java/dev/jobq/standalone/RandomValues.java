package dev.jobq.standalone;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What random calls are made with. */
final class RandomValues {

    /** Two that are alike for longer than indexes go, what JSON has to escape, and what Java's own order puts elsewhere. */
    private static final List<String> TEXTS = List.of(
            "A", "B", "AB", "Ä", "%", "A_", "", "a,]\"}\\", "\uFB00", "😀", "A".repeat(250), "A".repeat(250) + "B");

    static final List<String> PATTERNS = List.of("A%", "_", "%B", "A_", "_B", "%", "", "\\%", "A\\_", "%\\__", "Ä");

    private final Random random;

    RandomValues(Random random) {
        this.random = random;
    }

    /** A pattern that the name fits. */
    String pattern(String name) {
        return switch (random.nextInt(3)) {
            case 0 -> name.replaceFirst("(?<=^.).*", "") + "%";
            case 1 -> name.replaceFirst("^.", "_");
            default -> "%" + name.replaceFirst("^.*(?=.$)", "");
        };
    }

    Object scalar() {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(4) - 1;
            case 1 -> random.nextInt(4) / 2.0;
            default -> pick(TEXTS);
        };
    }

    @Nullable Object value(int depth) {
        return switch (random.nextInt(depth == 0 ? 6 : 10)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2, 3, 4, 5 -> scalar();
            case 6 -> {
                Map<String, Object> map = new HashMap<>();
                map.put("owner", value(depth - 1));
                map.put("x", random.nextInt(2));
                yield map;
            }
            default -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(3); i > 0; i--) {
                    list.add(value(depth - 1));
                }
                yield list;
            }
        };
    }

    <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
