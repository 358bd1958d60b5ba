package dev.jobq.store.jdbc;

import dev.jobq.store.Served;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a worker serves, as text: a line for each topic, with its name, its concurrency, whether the types are all, and the
 * types, between tabs. Names of topics and types have no control characters.
 */
final class ServedText {

    private static final String TAB = "\t";
    private static final int FIRST_TYPE = 3;

    private ServedText() {}

    static String write(List<Served> serves) {
        return serves.stream()
                .map(served -> Stream.concat(
                                Stream.of(
                                        served.topic(),
                                        Integer.toString(served.concurrency()),
                                        Boolean.toString(served.isWhole())),
                                served.types().stream())
                        .collect(Collectors.joining(TAB)))
                .collect(Collectors.joining("\n"));
    }

    /**
     * Reads it.
     *
     * @param serves null of a worker whose version did not tell
     * @param topics the topics' names alone
     */
    static List<Served> read(@Nullable String serves, String topics) {
        if (serves == null) {
            return lines(topics).map(Served::unknown).toList();
        }
        return lines(serves).map(ServedText::served).toList();
    }

    private static Stream<String> lines(String text) {
        return text.isEmpty() ? Stream.empty() : Arrays.stream(text.split("\n", -1));
    }

    private static Served served(String line) {
        List<String> parts = List.of(line.split(TAB, -1));
        return new Served(
                parts.get(0),
                Integer.parseInt(parts.get(1)),
                Set.copyOf(parts.subList(FIRST_TYPE, parts.size())),
                Boolean.parseBoolean(parts.get(2)));
    }
}
