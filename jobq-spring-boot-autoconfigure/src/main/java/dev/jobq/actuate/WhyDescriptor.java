package dev.jobq.actuate;

import dev.jobq.JobExplanation;
import dev.jobq.JobStatus;
import dev.jobq.WhyNot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Why a job is not running, in JSON.
 *
 * @param reasons the most decisive first, each {@code {"reason","text",…}} with details of its own
 */
public record WhyDescriptor(
        long id,
        @Nullable String topic,
        @Nullable String type,
        @Nullable JobStatus status,
        List<Map<String, Object>> reasons)
        implements OperationResponseBody {

    private static final String GIVEN = "why";

    static WhyDescriptor of(JobExplanation why, Values values) {
        return new WhyDescriptor(
                why.job().value(),
                why.topic(),
                why.type(),
                why.status(),
                why.reasons().stream().map(reason -> reason(reason, values)).toList());
    }

    /** What a handler gave as its reason may be a secret, as in a job. */
    private static Map<String, Object> reason(WhyNot reason, Values values) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("reason", reason.code());
        all.put("text", reason.text());
        all.putAll(reason.details());
        all.computeIfPresent(GIVEN, (name, given) -> values.of(given.toString()));
        return all;
    }
}
