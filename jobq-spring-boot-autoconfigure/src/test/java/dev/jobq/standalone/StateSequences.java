package dev.jobq.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jobq.Job;
import dev.jobq.JobEvent;
import dev.jobq.JobId;
import dev.jobq.JobNotFoundException;
import dev.jobq.JobQuery;
import dev.jobq.JobQueue;
import dev.jobq.JsonValue;
import dev.jobq.NewJob;
import dev.jobq.standalone.QueueModel.Clause;
import dev.jobq.standalone.QueueModel.Entry;
import dev.jobq.standalone.QueueModel.Held;
import dev.jobq.standalone.QueueModel.Names;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Random calls, each made on a queue and on the model, whose answers must agree. A seed gives the same calls for ever. */
final class StateSequences {

    static final int CALLS = 50;

    private static final List<String> TOPICS = List.of("crawl", "mail", "mail \"A\"", "");
    private static final List<String> TYPES = List.of("fetch", "send");
    private static final List<String> KEYS = List.of("customer-1", "customer-2", "");
    private static final List<String> PATHS = List.of(
            "id",
            "topic",
            "type",
            "key",
            "status",
            "touched",
            "createdAt",
            "runAt",
            "state",
            "state[0]",
            "state[0]",
            "state[1]",
            "state.owner",
            "payload.n",
            "payload.tags[0]");
    private static final Map<String, List<String>> NAMES =
            Map.of("topic", TOPICS, "type", TYPES, "key", KEYS, "status", List.of("HELD"));
    private static final List<String> OPERATORS = List.of("=", "=", "=", "!=", "<", "<=", ">=", ">", "IS", "LIKE");

    private final JobQueue queue;
    private final Random random;
    private final RandomValues values;
    private final QueueModel model = new QueueModel();
    private final List<JobId> ids = new ArrayList<>();
    private final List<Instant> touches = new ArrayList<>(List.of(Instant.EPOCH));
    private final List<Instant> times = new ArrayList<>(List.of(Instant.EPOCH));

    StateSequences(JobQueue queue, long seed) {
        this.queue = queue;
        this.random = new Random(seed);
        this.values = new RandomValues(random);
    }

    /** Makes the calls of a sequence on an empty queue, and leaves it empty. */
    void run() {
        for (int i = 0; i < CALLS; i++) {
            int kind = random.nextInt(20);
            if (kind < 5 || ids.isEmpty()) {
                create();
            } else if (kind < 10) {
                poll();
            } else if (kind < 13) {
                compareAndSet();
            } else if (kind < 15) {
                append();
            } else if (kind < 16) {
                delete(random.nextInt(model.made()));
            } else if (kind < 18) {
                get();
            } else {
                find();
            }
        }
        assertThat(queue.find(JobQuery.all(), 1_000)).extracting(Job::id).isEqualTo(ids(model.alive()));
        model.alive().forEach(job -> delete(job.number));
    }

    private void create() {
        String topic = values.pick(TOPICS);
        Map<String, Object> payload = Map.of("n", random.nextInt(4), "tags", List.of(values.pick(List.of("a", "b"))));
        Object state = values.value(2);
        String type = values.pick(TYPES);
        String key = values.pick(KEYS);
        if (topic.isEmpty()) {
            made(queue.create(payload, state), "held", null, payload, state);
        } else {
            NewJob job = NewJob.of(topic, payload).type(type).state(state);
            Job made = queue.create(key.isEmpty() ? job : job.key(key));
            assertThat(made.type()).isEqualTo(type);
            made(made, topic, key.isEmpty() ? null : key, payload, state);
        }
    }

    private void made(Job made, String topic, @Nullable String key, Object payload, @Nullable Object state) {
        ids.add(made.id());
        times.addAll(List.of(made.createdAt(), made.runAt()));
        Names names = new Names(made.id().value(), topic, made.type(), key, made.createdAt(), made.runAt());
        touched(made, model.create(names, payload, state));
    }

    private void poll() {
        List<Clause> query = query();
        Object state = values.value(2);
        touched(queue.poll(jobQuery(query), state), model.poll(query, state));
    }

    private void compareAndSet() {
        int number = random.nextInt(model.made());
        Object old =
                random.nextBoolean() ? model.get(number).map(job -> job.state).orElse(null) : values.value(2);
        Object state = values.value(2);
        touched(queue.casState(ids.get(number), old, state), model.compareAndSet(number, old, state));
    }

    private void append() {
        int number = random.nextInt(model.made());
        Integer event = random.nextInt(100);
        if (model.append(number, event)) {
            Job job = queue.appendEvent(ids.get(number), event);
            touched(job, model.get(number).orElseThrow());
            List<JobEvent> events = job.events();
            assertThat(events.get(events.size() - 1).data()).hasToString(event.toString());
        } else {
            assertThatExceptionOfType(JobNotFoundException.class)
                    .isThrownBy(() -> queue.appendEvent(ids.get(number), event));
        }
    }

    private void delete(int number) {
        assertThat(queue.delete(ids.get(number))).isEqualTo(model.delete(number));
    }

    private void get() {
        int number = random.nextInt(model.made());
        Optional<Job> job = queue.get(ids.get(number));
        agree(job, model.get(number));
        job.ifPresent(found -> agree(found.events(), model.get(number).orElseThrow().log));
    }

    private void find() {
        List<Clause> query = query();
        int limit = 1 + random.nextInt(5);
        assertThat(queue.find(jobQuery(query), limit)).extracting(Job::id).isEqualTo(ids(model.find(query, limit)));
    }

    private static void agree(List<JobEvent> events, List<Entry> log) {
        assertThat(events.stream().map(event -> event.type().key()))
                .isEqualTo(log.stream().map(Entry::type).toList());
        for (int i = 0; i < log.size(); i++) {
            JsonValue data = events.get(i).data();
            Object wanted = log.get(i).data();
            assertThat(wanted == null || (data != null && QueueModel.same(data.as(Object.class), wanted)))
                    .describedAs("%s is %s", data, wanted)
                    .isTrue();
        }
    }

    private void touched(Optional<Job> job, Optional<Held> held) {
        agree(job, held);
        job.ifPresent(found -> touched(found, held.orElseThrow()));
    }

    /** Each touch is later than all before, also than those of jobs that were deleted. */
    private void touched(Job job, Held held) {
        agree(job, held);
        assertThat(job.touchedAt()).isAfter(touches.get(touches.size() - 1));
        touches.add(job.touchedAt());
        held.touchedAt = job.touchedAt();
    }

    private void agree(Optional<Job> job, Optional<Held> held) {
        assertThat(job.isPresent()).isEqualTo(held.isPresent());
        job.ifPresent(found -> agree(found, held.orElseThrow()));
    }

    private void agree(Job job, Held held) {
        assertThat(job.id()).isEqualTo(ids.get(held.number));
        assertThat(new Names(job.id().value(), job.topic(), job.type(), job.key(), job.createdAt(), job.runAt()))
                .isEqualTo(held.names);
        assertThat(QueueModel.same(job.payload().as(Object.class), held.payload))
                .isTrue();
        assertThat(QueueModel.same(job.state().as(Object.class), held.state))
                .describedAs("%s is %s", job.state(), held.state)
                .isTrue();
    }

    private List<JobId> ids(List<Held> jobs) {
        return jobs.stream().map(job -> ids.get(job.number)).toList();
    }

    private List<Clause> query() {
        List<Clause> query = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            String path = values.pick(PATHS);
            String operator = values.pick(OPERATORS);
            if (path.equals("id")) {
                String comparison = operator.equals("LIKE") ? "=" : operator;
                query.add(new Clause(comparison, path, values.pick(ids).value()));
                continue;
            }
            if (path.equals("touched") || path.endsWith("At")) {
                String comparison = operator.equals("LIKE") ? "<" : operator;
                query.add(new Clause(comparison, path, values.pick(path.equals("touched") ? touches : times)));
                continue;
            }
            List<String> names = NAMES.get(path);
            Object value = names != null ? values.pick(names) : values.value(1);
            if (operator.equals("LIKE")) {
                value = names != null ? values.pattern(values.pick(names)) : values.pick(RandomValues.PATTERNS);
            } else if (operator.equals("IS") ? random.nextBoolean() : value == null) {
                operator = "IS";
                value = null;
            } else if (operator.contains("<") || operator.contains(">")) {
                value = names != null ? values.pick(names) : values.scalar();
            }
            query.add(new Clause(operator, path, value));
        }
        return query;
    }

    /** Now by the builder, now by JSON. */
    private JobQuery jobQuery(List<Clause> clauses) {
        JobQuery query = JobQuery.all();
        for (Clause clause : clauses) {
            JobQuery.Operator operator = Arrays.stream(JobQuery.Operator.values())
                    .filter(each -> each.symbol().equals(clause.operator()))
                    .findFirst()
                    .orElseThrow();
            query = query.and(new JobQuery.Condition(clause.path(), operator, clause.value()));
        }
        return random.nextBoolean() ? query : queue.query(json(clauses));
    }

    private static String json(List<Clause> clauses) {
        return new dev.jobq.json.JacksonJsonCodec()
                .write(clauses.stream()
                        .map(clause -> Arrays.asList(clause.operator(), clause.path(), clause.value()))
                        .toList());
    }
}
