package dev.jobq.autoconfigure;

import dev.jobq.Backoff;
import java.time.Duration;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Makes back-offs of what is configured; beans are chosen by name. */
record BackoffFactory(Map<String, Backoff> beans) {

    /**
     * The back-off of a topic.
     *
     * @param key where it is configured, for the message
     */
    Backoff create(String key, TopicProperties.Backoff configured) {
        Duration base = orZero(configured.base());
        Backoff backoff = switch (String.valueOf(configured.strategy())) {
            case "none" -> Backoff.none();
            case "linear" -> Backoff.linear(base);
            case "exponential" -> Backoff.exponential(base);
            default -> bean(key, String.valueOf(configured.strategy()));
        };
        if (configured.jitter() != null) {
            backoff = vary(backoff, configured.jitter());
        }
        return configured.max() == null ? backoff : backoff.atMost(configured.max());
    }

    private Backoff bean(String key, String name) {
        Backoff bean = beans.get(name);
        if (bean == null) {
            throw new StartFailure(
                    "%s.backoff.strategy is '%s', which is neither none, linear nor exponential, nor the name of a bean of type %s%s."
                            .formatted(
                                    key,
                                    name,
                                    Backoff.class.getName(),
                                    beans.isEmpty() ? "" : " (there are " + new TreeSet<>(beans.keySet()) + ")"),
                    "Change %s.backoff.strategy, or define a bean of that name.".formatted(key));
        }
        return bean;
    }

    private static Backoff vary(Backoff backoff, double share) {
        return failures -> {
            double factor = 1 + share * ThreadLocalRandom.current().nextDouble(-1, 1);
            return Duration.ofMillis((long) (backoff.delay(failures).toMillis() * factor));
        };
    }

    private static Duration orZero(@Nullable Duration duration) {
        return duration == null ? Duration.ZERO : duration;
    }
}
