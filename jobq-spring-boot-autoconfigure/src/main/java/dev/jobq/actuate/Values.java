package dev.jobq.actuate;

import dev.jobq.JsonValue;
import org.jspecify.annotations.Nullable;

/** Shows values, or stars in their place as Spring Boot does. */
enum Values {
    SHOWN,
    HIDDEN;

    private static final String STARS = "******";

    static Values of(ShowValues showValues, boolean authenticated) {
        return showValues.isShownTo(authenticated) ? SHOWN : HIDDEN;
    }

    @Nullable Object of(@Nullable JsonValue value) {
        if (value == null) {
            return null;
        }
        return this == SHOWN ? value.as(Object.class) : STARS;
    }

    @Nullable String of(@Nullable String text) {
        return text == null || text.isEmpty() || this == SHOWN ? text : STARS;
    }
}
