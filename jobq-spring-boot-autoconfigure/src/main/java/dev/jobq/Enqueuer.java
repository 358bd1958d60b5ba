package dev.jobq;

import org.jspecify.annotations.Nullable;

/**
 * Who enqueued a job: the process and the code it ran.
 *
 * @param process the process
 * @param application the application's name ({@code spring.application.name}); empty when it has none
 * @param version the application's version, when the build tells
 * @param commit the commit it was built from, when the build tells
 * @param repository where that commit is, when the build tells
 */
public record Enqueuer(
        ProcessId process,
        String application,
        @Nullable String version,
        @Nullable String commit,
        @Nullable String repository) {}
