package dev.jobq;

import org.jspecify.annotations.Nullable;

/**
 * What else is said of a new job; null where it says nothing.
 *
 * @param key whom or what it is about
 * @param shards over how many lines its topic is spread
 * @param state of a job that the application drives itself
 * @param unique what makes it unique
 */
record JobTerms(
        @Nullable String key,
        @Nullable Integer shards,
        @Nullable Object state,
        Unique unique) {

    static final JobTerms NONE = new JobTerms(null, null, null, Unique.NONE);
}
