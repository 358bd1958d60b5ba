package dev.jobq;

import org.jspecify.annotations.Nullable;

/**
 * A key of which jobs wait for one; see {@link Topics#blockedKeys}.
 *
 * @param key the key, or the number of a shard; empty where the topic is one line
 * @param blockedBy the job that the others wait for; null if it just ended
 * @param status where that is
 * @param next who comes after it
 */
public record BlockedKey(
        String key, @Nullable JobId blockedBy, @Nullable JobStatus status, JobId next) {}
