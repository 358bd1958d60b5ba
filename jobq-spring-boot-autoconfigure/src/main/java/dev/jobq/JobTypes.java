package dev.jobq;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What this process knows of topics and types, from its handlers, from {@link JobType} and from the configuration. */
public interface JobTypes {

    /** Where jobs with such a payload go, if a handler or {@link JobType} tells. */
    Optional<Route> routeOf(Class<?> payloadType);

    /** The route of a job whose topic is given: its type (given, else by payload) and what is said about it. */
    Route routeOf(String topic, @Nullable String type, @Nullable Class<?> payloadType);

    /** The types handled here in a topic; empty when this process handles none of it. */
    Set<String> handledTypes(String topic);

    /** Topics named by handlers and configuration. */
    Set<String> topics();

    /** The options that hold for a topic and type, where they are said. */
    record Route(String topic, String type, Options options) {}

    /**
     * Options; null where nothing is said.
     *
     * @param priority the priority
     * @param maxAttempts how many failed attempts end it
     * @param timeout how long an attempt may run
     */
    record Options(
            @Nullable Integer priority,
            @Nullable Integer maxAttempts,
            @Nullable Duration timeout) {

        /** Nothing said. */
        public static final Options NONE = new Options(null, null, null);

        /** These options, with gaps filled from the others. */
        public Options orElse(Options others) {
            return new Options(
                    priority != null ? priority : others.priority,
                    maxAttempts != null ? maxAttempts : others.maxAttempts,
                    timeout != null ? timeout : others.timeout);
        }
    }
}
