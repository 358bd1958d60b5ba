package dev.jobq.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A path into a job's state or payload.
 *
 * @param root {@code state} or {@code payload}
 * @param steps member names and element numbers
 */
record Document(String root, List<Object> steps) {

    private static final Pattern STEP = Pattern.compile("\\.([^.\\[\\]\\s]+)|\\[(\\d+)]");

    /** Reads a path that is known to be valid. */
    static Document parse(String path) {
        Matcher matcher = STEP.matcher(path);
        List<Object> steps = new ArrayList<>();
        int rootEnd = path.length();
        while (matcher.find()) {
            rootEnd = Math.min(rootEnd, matcher.start());
            String member = matcher.group(1);
            steps.add(member != null ? member : (Object) Integer.valueOf(matcher.group(2)));
        }
        return new Document(path.substring(0, rootEnd), List.copyOf(steps));
    }

    boolean isState() {
        return "state".equals(root);
    }

    /** Whether this is the state itself, and not something in it. */
    boolean isWhole() {
        return steps.isEmpty();
    }

    /** Whether this is the first element. */
    boolean isHead() {
        return steps.size() == 1 && Integer.valueOf(0).equals(steps.get(0));
    }

    /** What is there, or null. */
    @Nullable Object in(@Nullable Object tree) {
        Object at = tree;
        for (Object step : steps) {
            if (step instanceof Integer index && at instanceof List<?> list && index < list.size()) {
                at = list.get(index);
            } else if (step instanceof String name && at instanceof Map<?, ?> map) {
                at = map.get(name);
            } else {
                return null;
            }
        }
        return at;
    }
}
