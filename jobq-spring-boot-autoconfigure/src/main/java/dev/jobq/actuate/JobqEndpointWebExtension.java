package dev.jobq.actuate;

import dev.jobq.InvalidJobException;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.store.JobReader;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.Selector.Match;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * {@code /actuator/jobq} and what is below it: {@code /topics}, {@code /topics/{topic}}, {@code /workers}, {@code /jobs},
 * {@code /jobs/{id}}, {@code /recurring}, {@code /recurring/{name}} and {@code /events}.
 */
@EndpointWebExtension(endpoint = JobqEndpoint.class)
public class JobqEndpointWebExtension {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 1000;

    private final Readings readings;
    private final ShowValues showValues;

    public JobqEndpointWebExtension(Readings readings, ShowValues showValues) {
        this.readings = readings;
        this.showValues = showValues;
    }

    /** Store, topics, workers and the newest events. */
    @ReadOperation
    public JobqDescriptor jobq(SecurityContext security) {
        return readings.all(values(security));
    }

    /**
     * What is below. Parameters that a path does not use are passed over.
     *
     * @param topic only jobs of this topic
     * @param status only jobs in this status
     * @param type only jobs of this type
     * @param limit at most so many jobs, events or fires
     * @param before only jobs with a smaller id
     * @param after only events after this cursor
     */
    @ReadOperation
    public WebEndpointResponse<Object> read(
            SecurityContext security,
            @Selector(match = Match.ALL_REMAINING) String[] path,
            @Nullable String topic,
            @Nullable String status,
            @Nullable String type,
            @Nullable String limit,
            @Nullable String before,
            @Nullable String after) {
        try {
            Values values = values(security);
            return switch (route(path)) {
                case "topics" -> found(readings.topics());
                case "topics/*" -> found(readings.topic(path[1]), "There is no topic '%s'".formatted(path[1]));
                case "workers" -> found(readings.workers());
                case "jobs" -> found(readings.jobs(filter(topic, status, type, before), limit(limit), values));
                case "jobs/*" -> found(readings.job(JobId.parse(path[1]), values), "There is no job " + path[1]);
                case "recurring" -> found(readings.recurring());
                case "recurring/*" ->
                    found(readings.recurring(path[1], limit(limit)), "There is no schedule '%s'".formatted(path[1]));
                case "events" -> found(readings.events(after, limit(limit), values));
                default ->
                    problem(
                            WebEndpointResponse.STATUS_NOT_FOUND,
                            "There is no '%s' here: ask for topics, workers, jobs, recurring or events"
                                    .formatted(String.join("/", path)));
            };
        } catch (InvalidJobException ex) {
            return problem(WebEndpointResponse.STATUS_BAD_REQUEST, String.valueOf(ex.getMessage()));
        }
    }

    private Values values(SecurityContext security) {
        return Values.of(showValues, security.getPrincipal() != null);
    }

    private static String route(String[] path) {
        return path.length == 2 ? path[0] + "/*" : String.join("/", path);
    }

    private static JobReader.Filter filter(
            @Nullable String topic, @Nullable String status, @Nullable String type, @Nullable String before) {
        return new JobReader.Filter(
                topic, status == null ? null : status(status), type, before == null ? null : JobId.parse(before));
    }

    private static JobStatus status(String status) {
        return Arrays.stream(JobStatus.values())
                .filter(known -> known.name().equals(status.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new InvalidJobException("status '%s' is none of %s"
                        .formatted(
                                status,
                                Arrays.stream(JobStatus.values())
                                        .map(JobStatus::key)
                                        .toList())));
    }

    private static int limit(@Nullable String limit) {
        if (limit == null) {
            return DEFAULT_LIMIT;
        }
        try {
            int number = Integer.parseInt(limit);
            if (number >= 1 && number <= MAX_LIMIT) {
                return number;
            }
        } catch (NumberFormatException ex) {
            throw new InvalidJobException("limit '%s' is not a whole number".formatted(limit));
        }
        throw new InvalidJobException("limit %s is out of range: 1 to %d".formatted(limit, MAX_LIMIT));
    }

    private static WebEndpointResponse<Object> found(Object body) {
        return new WebEndpointResponse<>(body);
    }

    private static WebEndpointResponse<Object> found(Optional<?> body, String otherwise) {
        return body.<WebEndpointResponse<Object>>map(WebEndpointResponse::new)
                .orElseGet(() -> problem(WebEndpointResponse.STATUS_NOT_FOUND, otherwise));
    }

    private static WebEndpointResponse<Object> problem(int status, String message) {
        return new WebEndpointResponse<>(new ProblemDescriptor(status, message), status);
    }
}
