package dev.jobq.store.jdbc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement with named parameters, turned into JDBC's positional form once.
 *
 * @param name the file it came from
 * @param text the SQL with question marks
 * @param parameters each parameter's name and where its question marks are, from 1
 */
public record Sql(String name, String text, Map<String, int[]> parameters) {

    // A literal, a PostgreSQL cast or a parameter: the first two are copied, the third replaced.
    private static final Pattern TOKEN = Pattern.compile("'[^']*'|::|:([a-zA-Z]\\w*)");
    private static final Pattern COMMENT = Pattern.compile("(?m)^\\s*--.*$\\R?");

    /** Whether it surely changes nothing. */
    boolean isQuery() {
        return statements() == 1
                && (text.regionMatches(true, 0, "SELECT", 0, 6) || text.regionMatches(true, 0, "PRAGMA", 0, 6));
    }

    /** How many statements it is that are sent together. */
    int statements() {
        return 1 + (int) text.chars().filter(c -> c == ';').count();
    }

    static Sql parse(String name, String source) {
        Matcher matcher = TOKEN.matcher(COMMENT.matcher(source).replaceAll(""));
        StringBuilder text = new StringBuilder();
        Map<String, List<Integer>> positions = new HashMap<>();
        int count = 0;
        while (matcher.find()) {
            String parameter = matcher.group(1);
            if (parameter != null) {
                count++;
                positions.computeIfAbsent(parameter, key -> new ArrayList<>()).add(count);
            }
            matcher.appendReplacement(text, parameter != null ? "?" : Matcher.quoteReplacement(matcher.group()));
        }
        matcher.appendTail(text);
        Map<String, int[]> parameters = new HashMap<>();
        positions.forEach((parameter, indexes) -> parameters.put(
                parameter, indexes.stream().mapToInt(Integer::intValue).toArray()));
        return new Sql(name, text.toString().strip(), Map.copyOf(parameters));
    }
}
