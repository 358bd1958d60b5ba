package dev.jobq.store.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement with named parameters, turned into JDBC's positional form once.
 *
 * @param name the file it came from
 * @param text the SQL with question marks
 * @param parameters the parameter names in the order of the question marks; a name may come more than once
 */
public record Sql(String name, String text, List<String> parameters) {

    // A literal, a PostgreSQL cast or a parameter: the first two are copied, the third replaced.
    private static final Pattern TOKEN = Pattern.compile("'[^']*'|::|:([a-zA-Z]\\w*)");
    private static final Pattern COMMENT = Pattern.compile("(?m)^\\s*--.*$\\R?");

    static Sql parse(String name, String source) {
        Matcher matcher = TOKEN.matcher(COMMENT.matcher(source).replaceAll(""));
        StringBuilder text = new StringBuilder();
        List<String> parameters = new ArrayList<>();
        while (matcher.find()) {
            String parameter = matcher.group(1);
            if (parameter != null) {
                parameters.add(parameter);
            }
            matcher.appendReplacement(text, parameter != null ? "?" : Matcher.quoteReplacement(matcher.group()));
        }
        matcher.appendTail(text);
        return new Sql(name, text.toString().strip(), List.copyOf(parameters));
    }
}
