package dev.jobq.handler;

import dev.jobq.Cadence;
import dev.jobq.InvalidScheduleException;
import dev.jobq.JobHandler;
import dev.jobq.JobSerializationException;
import dev.jobq.JsonCodec;
import dev.jobq.Misfire;
import dev.jobq.NewSchedule;
import dev.jobq.RecurringJob;
import dev.jobq.Schedule;
import dev.jobq.recurring.Timetable;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.annotation.AnnotationUtils;

/**
 * A schedule that {@link RecurringJob} declares.
 *
 * @param name its name
 * @param cadence when it fires
 * @param rules what becomes of fire times that are missed, or that come too soon
 * @param handler runs its jobs
 * @param payload of its jobs, as JSON text
 */
public record DeclaredSchedule(
        String name, Cadence cadence, Schedule.Rules rules, HandlerMethod handler, String payload) {

    private static final String JSON_NULL = "null";

    /**
     * Reads a method's annotation.
     *
     * @param marked as {@link JobHandler}, or null if the method is none
     * @param placeholders resolves those in texts
     */
    static DeclaredSchedule of(
            MarkedMethod method,
            RecurringJob annotation,
            @Nullable HandlerMethod marked,
            JsonCodec codec,
            UnaryOperator<String> placeholders) {
        UnaryOperator<String> text = given -> resolve(method, given, placeholders);
        try {
            String name = NewSchedule.requireName(text.apply(annotation.name()));
            Cadence cadence = cadence(annotation, text);
            // An expression or zone that nobody can read is better found now than when it should fire.
            Timetable.of(cadence, Instant.EPOCH);
            HandlerMethod handler = marked == null ? handler(method, name, codec) : marked;
            String payload = payload(method, handler, text.apply(annotation.payload()), codec);
            return new DeclaredSchedule(name, cadence, rules(annotation), handler, payload);
        } catch (InvalidScheduleException ex) {
            throw method.invalid(
                    String.valueOf(ex.getMessage()),
                    "Change its @RecurringJob(name = \"%s\").".formatted(annotation.name()),
                    ex);
        }
    }

    private static Cadence cadence(RecurringJob annotation, UnaryOperator<String> text) {
        String cron = emptyToNull(text.apply(annotation.cron()));
        String zone = emptyToNull(text.apply(annotation.zone()));
        String every = emptyToNull(text.apply(annotation.every()));
        return new Cadence(cron, zone, every == null ? null : duration(every));
    }

    private static Duration duration(String every) {
        try {
            return DurationStyle.detectAndParse(every);
        } catch (IllegalArgumentException ex) {
            throw new InvalidScheduleException(
                    "every '%s' is no duration: write it as 30s, 15m or PT15M".formatted(every), ex);
        }
    }

    private static Schedule.Rules rules(RecurringJob annotation) {
        int catchUp = annotation.catchUp();
        if (catchUp != 0 && annotation.misfire() != Misfire.CATCH_UP) {
            throw new InvalidScheduleException("catchUp %d says nothing about misfire %s: give it with CATCH_UP only"
                    .formatted(catchUp, annotation.misfire()));
        }
        return new Schedule.Rules(
                annotation.misfire(),
                catchUp == 0 ? Schedule.Rules.DEFAULT.catchUp() : catchUp,
                annotation.allowOverlap());
    }

    private static HandlerMethod handler(MarkedMethod method, String name, JsonCodec codec) {
        JobHandler annotation = AnnotationUtils.synthesizeAnnotation(
                Map.of("topic", RecurringJob.TOPIC, "type", name), JobHandler.class, null);
        HandlerMethod handler = HandlerMethod.of(method, annotation, codec);
        if (handler.payloadType() != null) {
            throw method.invalid(
                    "it takes a payload '%s', which its schedule does not give"
                            .formatted(handler.payloadType().getTypeName()),
                    "Put @JobHandler on it too, and payload = \"…\" in @RecurringJob; or take no more than JobContext and Job.");
        }
        return handler;
    }

    private static String payload(MarkedMethod method, HandlerMethod handler, String payload, JsonCodec codec) {
        boolean isGiven = !payload.isEmpty();
        if (handler.payloadType() == null) {
            if (isGiven) {
                throw method.invalid(
                        "it takes no payload, but its schedule gives '%s'".formatted(payload),
                        "Leave payload out of @RecurringJob, or let the method take it.");
            }
            return JSON_NULL;
        }
        if (!isGiven) {
            throw method.invalid(
                    "it takes a payload '%s', which its schedule does not give"
                            .formatted(handler.payloadType().getTypeName()),
                    "Give it as JSON: @RecurringJob(…, payload = \"{…}\").");
        }
        try {
            codec.read(payload, Object.class);
            handler.readPayload(payload);
            return payload;
        } catch (JobSerializationException ex) {
            throw method.invalid(
                    "its schedule's payload '%s' does not fit: %s".formatted(payload, ex.getMessage()),
                    "Give @RecurringJob a payload that can be read as %s."
                            .formatted(handler.payloadType().getTypeName()),
                    ex);
        }
    }

    private static String resolve(MarkedMethod method, String text, UnaryOperator<String> placeholders) {
        try {
            return placeholders.apply(text).trim();
        } catch (IllegalArgumentException ex) {
            throw method.invalid(
                    "'%s' in its @RecurringJob cannot be resolved: %s".formatted(text, ex.getMessage()),
                    "Set the property, or give the placeholder a default.",
                    ex);
        }
    }

    private static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
