package dev.jobq.actuate;

import dev.jobq.InvalidJobException;
import dev.jobq.JobExplanation;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.JobqException;
import dev.jobq.store.JobReader;
import java.security.Principal;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.Selector.Match;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * {@code /actuator/jobq} and what is below it: {@code /topics}, {@code /topics/{topic}}, {@code /workers}, {@code /jobs},
 * {@code /jobs/{id}}, {@code /jobs/{id}/why}, {@code /recurring}, {@code /recurring/{name}} and {@code /events}. What changes
 * something is there only with {@code management.endpoint.jobq.access=unrestricted}.
 */
@EndpointWebExtension(endpoint = JobqEndpoint.class)
public class JobqEndpointWebExtension {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 1000;

    private static final String ANONYMOUS = "actuator";

    private final Readings readings;
    private final Operations operations;
    private final ShowValues showValues;

    public JobqEndpointWebExtension(Readings readings, Operations operations, ShowValues showValues) {
        this.readings = readings;
        this.operations = operations;
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
                case "jobs/*/why" -> why(JobId.parse(path[1]), values);
                case "recurring" -> found(readings.recurring());
                case "recurring/*" ->
                    found(readings.recurring(path[1], limit(limit)), "There is no schedule '%s'".formatted(path[1]));
                case "events" -> found(readings.events(after, limit(limit), values));
                default -> notHere(path, "ask for topics, workers, jobs, recurring or events");
            };
        } catch (InvalidJobException ex) {
            return problem(WebEndpointResponse.STATUS_BAD_REQUEST, String.valueOf(ex.getMessage()));
        }
    }

    /**
     * Acts on a topic, a job or a schedule. Parameters that an action does not use are passed over.
     *
     * @param action what to do
     * @param worker for a topic: only on this worker
     * @param concurrency how many handlers may run at once
     * @param olderThan which ended jobs to delete
     * @param maxQueued how many jobs may wait and run
     */
    @WriteOperation
    public WebEndpointResponse<Object> write(
            SecurityContext security,
            @Selector(match = Match.ALL_REMAINING) String[] path,
            @Nullable String action,
            @Nullable String worker,
            @Nullable String concurrency,
            @Nullable String olderThan,
            @Nullable String maxQueued,
            @Nullable String limits) {
        return answered(() -> {
            switch (route(path)) {
                case "topics/*" -> {
                    operations.actOnTopic(
                            path[1],
                            action,
                            new TopicAction.Extras(concurrency, olderThan, maxQueued, limits),
                            worker,
                            who(security));
                    return found(readings.topic(path[1]).orElseThrow());
                }
                case "jobs/*" -> {
                    JobId id = JobId.parse(path[1]);
                    operations.actOnJob(id, action, who(security));
                    return found(readings.job(id, values(security)), "There is no job %s any more".formatted(id));
                }
                case "recurring/*" -> {
                    operations.actOnSchedule(path[1], action, who(security));
                    return found(
                            readings.recurring(path[1], DEFAULT_LIMIT), "There is no schedule '%s'".formatted(path[1]));
                }
                default -> {
                    return notHere(path, "post to topics/{topic}, jobs/{id} or recurring/{name}");
                }
            }
        });
    }

    /** Deletes a job, or forgets a stale worker. */
    @DeleteOperation
    public WebEndpointResponse<Object> delete(
            SecurityContext security, @Selector(match = Match.ALL_REMAINING) String[] path) {
        return answered(() -> {
            switch (route(path)) {
                case "jobs/*" -> operations.deleteJob(JobId.parse(path[1]), who(security));
                case "workers/*" -> operations.forgetWorker(path[1], who(security));
                default -> {
                    return notHere(path, "delete jobs/{id} or workers/{id}");
                }
            }
            return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NO_CONTENT);
        });
    }

    private WebEndpointResponse<Object> why(JobId id, Values values) {
        JobExplanation why = readings.why(id);
        return why.status() == null
                ? problem(WebEndpointResponse.STATUS_NOT_FOUND, why.reason().text())
                : found(WhyDescriptor.of(why, values));
    }

    private static WebEndpointResponse<Object> answered(Supplier<WebEndpointResponse<Object>> action) {
        try {
            return action.get();
        } catch (JobqException ex) {
            Integer status = Operations.status(ex);
            if (status == null) {
                throw ex;
            }
            return problem(status, String.valueOf(ex.getMessage()));
        }
    }

    private static WebEndpointResponse<Object> notHere(String[] path, String advice) {
        return problem(
                WebEndpointResponse.STATUS_NOT_FOUND,
                "There is no '%s' here: %s".formatted(String.join("/", path), advice));
    }

    private static String who(SecurityContext security) {
        Principal principal = security.getPrincipal();
        return principal == null || principal.getName().isBlank() ? ANONYMOUS : principal.getName();
    }

    private Values values(SecurityContext security) {
        return Values.of(showValues, security.getPrincipal() != null);
    }

    private static String route(String[] path) {
        return switch (path.length) {
            case 2 -> path[0] + "/*";
            case 3 -> path[0] + "/*/" + path[2];
            default -> String.join("/", path);
        };
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
