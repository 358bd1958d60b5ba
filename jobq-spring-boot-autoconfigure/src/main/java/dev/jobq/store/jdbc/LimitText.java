package dev.jobq.store.jdbc;

import dev.jobq.Limits;
import org.jspecify.annotations.Nullable;

/** How what operators say of limits is kept: the limits' own text as a JSON string, in which nothing needs escaping. */
public final class LimitText {

    private LimitText() {}

    /** The limits that hold. */
    static Limits inForce(Limits configured, @Nullable String said) {
        return said == null ? configured : parse(said);
    }

    /** What the columns of a topic's configuration and control say. */
    static Limits inForce(@Nullable String configured, @Nullable String said) {
        return inForce(configured == null ? Limits.NONE : Limits.parse(configured), said);
    }

    private static Limits parse(String json) {
        return Limits.parse(json.substring(1, json.length() - 1));
    }
}
