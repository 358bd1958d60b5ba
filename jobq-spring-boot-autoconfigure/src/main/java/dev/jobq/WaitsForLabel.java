package dev.jobq;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job waits for a worker that carries its label.
 *
 * @param label the label
 * @param until when any worker may run it; null for never, or as long as its turn has not come
 * @param workers how many that serve the topic carry it; paused ones count only where all are
 */
public record WaitsForLabel(String label, @Nullable Instant until, int workers) implements WhyNot {
    @Override
    public Description describe() {
        String what = "It waits for a worker with label '%s', which %d of those that run its topic carry%s.";
        String then = until == null ? "" : "; any may run it from %s on".formatted(until);
        return new Description("waits-for-label", what.formatted(label, workers, then))
                .with("label", label)
                .with("until", until)
                .with("workers", workers);
    }
}
