package dev.jobq;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Copies of values that whoever gave them may change later. */
final class Copies {

    private Copies() {}

    /** A copy, all through, of a list, set, map or text of the JDK's; anything else as it is. */
    static @Nullable Object of(@Nullable Object value) {
        if (value instanceof StringBuilder || value instanceof StringBuffer) {
            return value.toString();
        }
        // Others' collections may be written as JSON in a way of their own, which a copy would not have.
        if (value == null || !value.getClass().getName().startsWith("java.")) {
            return value;
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>(list.size());
            list.forEach(each -> copy.add(of(each)));
            return Collections.unmodifiableList(copy);
        }
        if (value instanceof Set<?> set) {
            Set<@Nullable Object> copy = new LinkedHashSet<>();
            set.forEach(each -> copy.add(of(each)));
            return Collections.unmodifiableSet(copy);
        }
        if (value instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> copy = new LinkedHashMap<>();
            map.forEach((key, each) -> copy.put(key, of(each)));
            return Collections.unmodifiableMap(copy);
        }
        return value;
    }
}
