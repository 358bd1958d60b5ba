package dev.jobq.standalone;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The state-driven API in memory, as simply as can be: lists, and Java's own values in place of JSON. */
final class QueueModel {

    private final List<Held> jobs = new ArrayList<>();
    private long touches;

    Held create(Names names, Object payload, @Nullable Object state) {
        Held job = new Held(jobs.size(), names, payload, state, ++touches);
        jobs.add(job);
        return job;
    }

    Optional<Held> poll(List<Clause> query, @Nullable Object newState) {
        Optional<Held> first =
                alive().stream().filter(job -> matches(job, query)).min(Comparator.comparingLong(job -> job.touch));
        first.ifPresent(job -> change(job, newState));
        return first;
    }

    Optional<Held> compareAndSet(int number, @Nullable Object old, @Nullable Object newState) {
        Optional<Held> job = get(number).filter(held -> same(held.state, old));
        job.ifPresent(held -> change(held, newState));
        return job;
    }

    boolean append(int number, Object event) {
        get(number).ifPresent(job -> {
            job.touch = ++touches;
            job.log.add(new Entry("user", event));
        });
        return get(number).isPresent();
    }

    boolean delete(int number) {
        boolean isThere = get(number).isPresent();
        get(number).ifPresent(job -> job.isDeleted = true);
        return isThere;
    }

    Optional<Held> get(int number) {
        return alive().stream().filter(job -> job.number == number).findFirst();
    }

    List<Held> find(List<Clause> query, int limit) {
        return alive().stream().filter(job -> matches(job, query)).limit(limit).toList();
    }

    List<Held> alive() {
        return jobs.stream().filter(job -> !job.isDeleted).toList();
    }

    int made() {
        return jobs.size();
    }

    private void change(Held job, @Nullable Object newState) {
        Map<String, Object> data = new HashMap<>();
        data.put("old", job.state);
        data.put("new", newState);
        job.log.add(new Entry("state-changed", data));
        job.state = newState;
        job.touch = ++touches;
    }

    private static boolean matches(Held job, List<Clause> query) {
        return query.stream().allMatch(clause -> holds(clause.operator, job.at(clause.path), clause.value));
    }

    private static boolean holds(String operator, @Nullable Object found, @Nullable Object wanted) {
        if (found == null || wanted == null) {
            return operator.equals("IS") && found == wanted;
        }
        boolean isOneType = (found instanceof Number && wanted instanceof Number)
                || found.getClass() == wanted.getClass()
                || (found instanceof List && wanted instanceof List)
                || (found instanceof Map && wanted instanceof Map);
        if (!isOneType) {
            return false;
        }
        return switch (operator) {
            case "=", "IS" -> same(found, wanted);
            case "!=" -> !same(found, wanted);
            case "<" -> isOrdered(found) && order(found, wanted) < 0;
            case "<=" -> isOrdered(found) && order(found, wanted) <= 0;
            case ">=" -> isOrdered(found) && order(found, wanted) >= 0;
            case ">" -> isOrdered(found) && order(found, wanted) > 0;
            case "LIKE" ->
                found instanceof String text
                        && pattern((String) wanted).matcher(text).matches();
            default -> throw new IllegalArgumentException(operator);
        };
    }

    private static boolean isOrdered(Object value) {
        return value instanceof Number || value instanceof String || value instanceof Instant;
    }

    private static Pattern pattern(String like) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < like.length(); i++) {
            char next = like.charAt(i);
            if (next == '\\') {
                regex.append(Pattern.quote(like.substring(++i, i + 1)));
            } else {
                regex.append(next == '%' ? ".*" : next == '_' ? "." : Pattern.quote(String.valueOf(next)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    private static int order(Object one, Object other) {
        if (one instanceof Instant time) {
            return time.compareTo((Instant) other);
        }
        return one instanceof Number
                ? decimal(one).compareTo(decimal(other))
                : Arrays.compare(
                        ((String) one).codePoints().toArray(),
                        ((String) other).codePoints().toArray());
    }

    static boolean same(@Nullable Object one, @Nullable Object other) {
        if (one instanceof Number && other instanceof Number) {
            return order(one, other) == 0;
        }
        if (one instanceof List<?> a && other instanceof List<?> b) {
            return a.size() == b.size()
                    && java.util.stream.IntStream.range(0, a.size()).allMatch(i -> same(a.get(i), b.get(i)));
        }
        if (one instanceof Map<?, ?> a && other instanceof Map<?, ?> b) {
            return a.keySet().equals(b.keySet()) && a.keySet().stream().allMatch(key -> same(a.get(key), b.get(key)));
        }
        return Objects.equals(one, other);
    }

    private static BigDecimal decimal(Object number) {
        return new BigDecimal(number.toString());
    }

    /** A condition. */
    record Clause(String operator, String path, @Nullable Object value) {}

    /** What tells a job. */
    record Names(
            long id, String topic, String type, @Nullable String key, Instant createdAt, Instant runAt) {}

    /** An event, and what is to be found in it if that is known. */
    record Entry(String type, @Nullable Object data) {}

    /** A job. */
    static final class Held {

        final int number;
        final Names names;
        final Object payload;
        final List<Entry> log = new ArrayList<>(List.of(new Entry("created", null)));

        @Nullable Object state;

        /** As the queue said it: when is not foretold, only that it is later than all before. */
        @Nullable Instant touchedAt;

        private long touch;
        private boolean isDeleted;

        private Held(int number, Names names, Object payload, @Nullable Object state, long touch) {
            this.number = number;
            this.names = names;
            this.payload = payload;
            this.state = state;
            this.touch = touch;
        }

        private @Nullable Object at(String path) {
            return switch (path) {
                case "id" -> names.id();
                case "topic" -> names.topic();
                case "type" -> names.type();
                case "key" -> names.key();
                case "status" -> "HELD";
                case "touched" -> touchedAt;
                case "createdAt" -> names.createdAt();
                case "runAt" -> names.runAt();
                case "state" -> state;
                case "state[0]" -> element(state, 0);
                case "state[1]" -> element(state, 1);
                case "state.owner" -> state instanceof Map<?, ?> map ? map.get("owner") : null;
                case "payload.n" -> ((Map<?, ?>) payload).get("n");
                case "payload.tags[0]" -> element(((Map<?, ?>) payload).get("tags"), 0);
                default -> throw new IllegalArgumentException(path);
            };
        }

        private static @Nullable Object element(@Nullable Object list, int index) {
            return list instanceof List<?> elements && index < elements.size() ? elements.get(index) : null;
        }
    }
}
