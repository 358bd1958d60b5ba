package dev.jobq.benchmarks.measure;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Collects rows; prints them as tables while they come, and as one JSON document at the end. */
public final class Report {

    private static final int SIGNIFICANT_FROM = 100;

    private final PrintStream out;
    private final List<Map<String, Object>> rows = new ArrayList<>();
    private final List<Map<String, Object>> table = new ArrayList<>();
    private boolean hasFailures;

    public Report(PrintStream out) {
        this.out = out;
    }

    /** Prints a line of text. */
    public void say(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
        out.flush();
    }

    /** Adds a row to the current table. */
    public void row(String name, Figures figures) {
        row(name, new LinkedHashMap<>(figures.values()));
    }

    /** Adds a row of figures and texts to the current table. */
    public void row(String name, Map<String, ?> figures) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", name);
        figures.forEach((key, value) -> row.put(key, value instanceof Double number ? orNull(number) : value));
        rows.add(row);
        table.add(row);
    }

    /** Adds a row for what could not be measured: the run ends as failed. */
    public void failure(String name, Throwable cause) {
        hasFailures = true;
        say("FAILED %s: %s", name, cause);
        cause.printStackTrace(out);
        row(name, Map.of("error", String.valueOf(cause)));
    }

    /** Whether there is anything to report. */
    public boolean hasRows() {
        return !rows.isEmpty();
    }

    /** Whether something could not be measured. */
    public boolean hasFailures() {
        return hasFailures;
    }

    /** Prints the current table as Markdown and starts the next. A figure and its range share a cell: 5 (3–9). */
    public void printTable(String title) {
        Set<String> columns = new LinkedHashSet<>();
        table.forEach(row -> columns.addAll(row.keySet()));
        columns.removeIf(column -> isBound(column, columns));
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.copyOf(columns));
        lines.add(columns.stream().map(column -> "---").toList());
        for (Map<String, Object> row : table) {
            lines.add(columns.stream()
                    .map(column -> cell(row, column).replace(title + ": ", ""))
                    .toList());
        }
        say("");
        say("## %s", title);
        lines.forEach(line -> say("| %s |", String.join(" | ", line)));
        table.clear();
    }

    private static boolean isBound(String column, Set<String> columns) {
        if (column.equals("min") || column.equals("max")) {
            return columns.contains(Figures.PER_SECOND);
        }
        return (column.endsWith(Figures.MIN) || column.endsWith(Figures.MAX))
                && columns.contains(column.substring(0, column.length() - Figures.MIN.length()));
    }

    private static String cell(Map<String, Object> row, String column) {
        boolean isRate = column.equals(Figures.PER_SECOND);
        String value = text(row.get(column));
        String min = text(row.get(isRate ? "min" : column + Figures.MIN));
        String max = text(row.get(isRate ? "max" : column + Figures.MAX));
        return min.isEmpty() || min.equals(max) ? value : "%s (%s–%s)".formatted(value, min, max);
    }

    /** Everything as one line of JSON. */
    public String json() {
        return JsonMapper.shared().writeValueAsString(Map.of("rows", rows));
    }

    private static String text(@Nullable Object value) {
        if (value instanceof Double number) {
            double size = Math.abs(number);
            String format =
                    size >= SIGNIFICANT_FROM || number == Math.rint(number) ? "%,.0f" : size >= 1 ? "%.2f" : "%.3f";
            return String.format(Locale.ROOT, format, number);
        }
        return value == null ? "" : value.toString();
    }

    /** JSON has no NaN. */
    private static @Nullable Double orNull(Double number) {
        return number.isNaN() || number.isInfinite() ? null : number;
    }
}
