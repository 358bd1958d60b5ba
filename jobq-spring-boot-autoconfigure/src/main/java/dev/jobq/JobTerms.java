package dev.jobq;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What else is said of a new job; null where it says nothing.
 *
 * @param key whom or what it is about
 * @param shards over how many lines its topic is spread
 * @param state of a job that the application drives itself
 * @param unique what makes it unique
 * @param label which workers are to run it
 */
record JobTerms(
        @Nullable String key,
        @Nullable Integer shards,
        @Nullable Object state,
        Unique unique,
        @Nullable Label label) {

    static final JobTerms NONE = new JobTerms(null, null, null, Unique.NONE, null);

    JobTerms withKey(String other) {
        return new JobTerms(other, shards, state, unique, label);
    }

    JobTerms withShards(int other) {
        return new JobTerms(key, other, state, unique, label);
    }

    JobTerms withState(@Nullable Object other) {
        return new JobTerms(key, shards, other, unique, label);
    }

    JobTerms withUnique(Unique other) {
        return new JobTerms(key, shards, state, other, label);
    }

    JobTerms withLabel(String name, @Nullable Duration patience) {
        return new JobTerms(key, shards, state, unique, new Label(name, patience));
    }

    /**
     * A label.
     *
     * @param name its name
     * @param patience how long it waits for a worker that carries it; null for as long as it takes
     */
    record Label(String name, @Nullable Duration patience) {}
}
