package dev.jobq.query;

import dev.jobq.InvalidQueryException;
import dev.jobq.Job;
import dev.jobq.JobId;
import dev.jobq.JobQuery.Condition;
import dev.jobq.JobStatus;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a job has beside its documents, and what may be compared with it. */
enum Field {
    ID("id", Kind.NUMBER),
    TOPIC("topic", Kind.TEXT),
    TYPE("type", Kind.TEXT),
    STATUS("status", Kind.STATUS),
    KEY("key", Kind.TEXT),
    TOUCHED("touched", Kind.TIME),
    CREATED_AT("createdAt", Kind.TIME),
    RUN_AT("runAt", Kind.TIME);

    private final String path;
    private final Kind kind;

    Field(String path, Kind kind) {
        this.path = path;
        this.kind = kind;
    }

    /** The field of that name, or null. */
    static @Nullable Field of(String path) {
        return Arrays.stream(values())
                .filter(field -> field.path.equals(path))
                .findFirst()
                .orElse(null);
    }

    @Nullable Object of(Job job) {
        return switch (this) {
            case ID -> job.id().value();
            case TOPIC -> job.topic();
            case TYPE -> job.type();
            case STATUS -> job.status().name();
            case KEY -> job.key();
            case TOUCHED -> job.touchedAt();
            case CREATED_AT -> job.createdAt();
            case RUN_AT -> job.runAt();
        };
    }

    /**
     * The condition's value in the field's own type.
     *
     * @throws InvalidQueryException if it is of another
     */
    @Nullable Object wanted(Condition condition) {
        Object given = condition.value();
        return given == null ? null : kind.read(given, condition);
    }

    private enum Kind {
        NUMBER {
            @Override
            Object read(Object given, Condition condition) {
                if (given instanceof JobId id) {
                    return id.value();
                }
                return given instanceof Number number && Double.isFinite(number.doubleValue())
                        ? given
                        : refuse(condition, "a number");
            }
        },
        TEXT {
            @Override
            Object read(Object given, Condition condition) {
                return given instanceof CharSequence ? given.toString() : refuse(condition, "text");
            }
        },
        STATUS {
            @Override
            Object read(Object given, Condition condition) {
                String name = given instanceof JobStatus status ? status.name() : String.valueOf(given);
                if (condition.operator() != dev.jobq.JobQuery.Operator.LIKE
                        && Arrays.stream(JobStatus.values())
                                .noneMatch(status -> status.name().equals(name))) {
                    return refuse(condition, "one of " + Arrays.toString(JobStatus.values()));
                }
                return name;
            }
        },
        TIME {
            @Override
            Object read(Object given, Condition condition) {
                if (given instanceof Instant) {
                    return given;
                }
                try {
                    return given instanceof CharSequence text
                            ? OffsetDateTime.parse(text).toInstant()
                            : refuse(condition, TIME_FORM);
                } catch (DateTimeException ex) {
                    return refuse(condition, TIME_FORM);
                }
            }
        };

        private static final String TIME_FORM = "a time such as 2026-11-24T12:00:00Z";

        abstract Object read(Object given, Condition condition);

        Object refuse(Condition condition, String allowed) {
            throw new InvalidQueryException("Condition '%s': give %s".formatted(condition, allowed));
        }
    }
}
