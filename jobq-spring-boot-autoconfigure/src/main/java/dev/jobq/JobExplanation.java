package dev.jobq;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a job is not running, or what became of it.
 *
 * @param job the job asked for
 * @param topic its topic; null when there is no such job
 * @param type its type; null when there is no such job
 * @param status where it is in its life; null when there is no such job
 * @param reasons all that apply, the most decisive first; never empty
 */
public record JobExplanation(
        JobId job,
        @Nullable String topic,
        @Nullable String type,
        @Nullable JobStatus status,
        List<WhyNot> reasons) {

    public JobExplanation {
        reasons = List.copyOf(reasons);
    }

    /** The most decisive reason. */
    public WhyNot reason() {
        return reasons.get(0);
    }

    /** All reasons in sentences. */
    @Override
    public String toString() {
        return String.join(" ", reasons.stream().map(WhyNot::text).toList());
    }
}
