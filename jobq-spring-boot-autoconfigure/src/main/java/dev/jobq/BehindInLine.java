package dev.jobq;

import org.jspecify.annotations.Nullable;

/**
 * In a topic in strict order, another job of its key comes first; see {@link Topics#blockedKeys}.
 *
 * @param key the key, or the number of a shard; empty where the topic is one line
 * @param blockedBy the job that all others of the key wait for; null if it just ended
 * @param status where that is; null if it just ended
 * @param jobs how many of the key stand before it, that one included
 * @param isMore whether there are more than were counted
 */
public record BehindInLine(
        String key, @Nullable JobId blockedBy, @Nullable JobStatus status, long jobs, boolean isMore)
        implements WhyNot {

    @Override
    public Description describe() {
        String line = key.isEmpty() ? "its topic" : "key '%s'".formatted(key);
        String text = blockedBy == null
                ? "The job of %s before it just ended.".formatted(line)
                : "It waits for job %s of %s, which is %s; %s%d stand before it."
                        .formatted(blockedBy, line, status, isMore ? "more than " : "", jobs);
        return new Description("behind-in-line", text)
                .with("key", key)
                .with("blockedBy", blockedBy)
                .with("status", status)
                .with("jobs", jobs)
                .with("more", isMore);
    }
}
