package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.Enqueuer;
import dev.jobq.Job;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.JsonCodec;
import dev.jobq.ProcessId;
import dev.jobq.handler.HandlerRegistry;
import dev.jobq.json.JacksonJsonCodec;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobStore;
import dev.jobq.store.StoreSettings;
import dev.jobq.store.jdbc.sqlite.SqliteJobStore;
import dev.jobq.store.jdbc.sqlite.SqliteTarget;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A store with an engine on it. Polls once a minute only, so that whatever happens sooner was signalled. */
final class EngineHarness implements AutoCloseable {

    static final JsonCodec CODEC = new JacksonJsonCodec();

    /** Long enough for a loaded machine, shorter than the poll interval. */
    static final Duration SOON = Duration.ofSeconds(20);

    private static final AtomicLong WORKERS = new AtomicLong(System.currentTimeMillis());

    final JobStore store;
    final JobEngine engine;

    private EngineHarness(JobStore store, JobEngine engine) {
        this.store = store;
        this.engine = engine;
    }

    static JobStore memory() {
        return Database.SQLITE.open();
    }

    static JobStore file(Path file) {
        return SqliteJobStore.open(SqliteTarget.file(file), settings("jobq", null), CallerTransaction.NONE);
    }

    static StoreSettings settings(String system, @Nullable Clock clock) {
        Enqueuer self = new Enqueuer(workerId(), "engine-tests", "1.0", null, null);
        return new StoreSettings(system, StoreSettings.SchemaMode.CREATE, self, CODEC, clock);
    }

    static EngineHarness start(JobStore store, List<EngineFixture.Topic> topics, Object... handlers) {
        return start(store, timing(), topics, handlers);
    }

    static EngineHarness start(BooleanSupplier roomForEvents, EngineFixture.Topic topic, Object... handlers) {
        return start(memory(), settings(timing(), false, List.of(topic)), roomForEvents, handlers);
    }

    static EngineHarness startLabelled(
            JobStore store, List<String> labels, EngineFixture.Topic topic, Object... handlers) {
        return start(store, settings(timing(), false, List.of(topic)).labels(labels), () -> true, handlers);
    }

    static EngineHarness start(EngineFixture.Topic topic, Object... handlers) {
        return start(Database.SQLITE, topic, handlers);
    }

    static EngineHarness start(Database database, EngineFixture.Topic topic, Object... handlers) {
        return start(database.open(), List.of(topic), handlers);
    }

    static EngineHarness start(
            JobStore store, EngineSettings.Timing timing, List<EngineFixture.Topic> topics, Object... handlers) {
        return start(store, timing, false, topics, handlers);
    }

    /** With transactions of the application's on the store's database. */
    static EngineHarness start(
            JobStore store, HandlerTransactions transactions, EngineFixture.Topic topic, Object... handlers) {
        return start(store, settings(timing(), false, List.of(topic)), () -> true, transactions, handlers);
    }

    static EngineHarness startVirtual(EngineFixture.Topic topic, Object... handlers) {
        return start(memory(), timing(), true, List.of(topic), handlers);
    }

    private static EngineHarness start(
            JobStore store,
            EngineSettings.Timing timing,
            boolean isVirtual,
            List<EngineFixture.Topic> topics,
            Object... handlers) {
        return start(store, settings(timing, isVirtual, topics), () -> true, handlers);
    }

    private static EngineSettings settings(
            EngineSettings.Timing timing, boolean isVirtual, List<EngineFixture.Topic> topics) {
        return new EngineSettings(
                topics.stream().map(EngineFixture.Topic::build).toList(), timing, isVirtual, EngineHarness::workerId);
    }

    private static EngineHarness start(
            JobStore store, EngineSettings settings, BooleanSupplier roomForEvents, Object... handlers) {
        return start(store, settings, roomForEvents, HandlerTransactions.NONE, handlers);
    }

    private static EngineHarness start(
            JobStore store,
            EngineSettings settings,
            BooleanSupplier roomForEvents,
            HandlerTransactions transactions,
            Object... handlers) {
        HandlerRegistry registry = HandlerRegistry.of(Arrays.asList(handlers), CODEC);
        JobEngine engine = new JobEngine(store, registry, CODEC, settings, roomForEvents, transactions);
        engine.start();
        return new EngineHarness(store, engine);
    }

    static EngineSettings.Timing timing() {
        return new EngineSettings.Timing(
                Duration.ofMinutes(1), Duration.ofSeconds(5), Duration.ofMillis(200), Duration.ofSeconds(20));
    }

    static ProcessId workerId() {
        return new ProcessId("test.example.org", 7, Instant.ofEpochMilli(WORKERS.incrementAndGet()));
    }

    JobId enqueue(String topic, String type, Object payload) {
        return enqueue(topic, type, payload, JobDraft.Limits.NONE);
    }

    JobId enqueue(String topic, String type, Object payload, JobDraft.Limits limits) {
        return enqueueAll(draft(topic, type, payload, limits)).get(0);
    }

    List<JobId> enqueueAll(JobDraft... drafts) {
        return store.intake().insert(List.of(drafts));
    }

    List<JobId> enqueueAll(Stream<JobDraft> drafts) {
        return store.intake().insert(drafts.toList());
    }

    static JobDraft draft(String topic, String type, Object payload) {
        return draft(topic, type, payload, JobDraft.Limits.NONE);
    }

    static JobDraft draft(String topic, String type, Object payload, JobDraft.Limits limits) {
        return new JobDraft(topic, type, CODEC.write(payload), 0, JobDraft.Start.NOW, limits);
    }

    Job job(JobId id) {
        return store.reader().get(id).orElseThrow();
    }

    /** The job as it was when it had the status: it may have moved on since. */
    Job awaitStatus(JobId id, JobStatus status) {
        return await("job %s to be %s".formatted(id, status))
                .atMost(SOON)
                .until(() -> job(id), job -> job.status() == status);
    }

    void awaitDepth(String topic, JobStatus status, long count) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(depth(topic, status)).isEqualTo(count));
    }

    long depth(String topic, JobStatus status) {
        return store.reader().depths().getOrDefault(topic, java.util.Map.of()).getOrDefault(status, 0L);
    }

    void awaitRegistered() {
        await().atMost(SOON).until(() -> engine.worker() != null);
    }

    @Override
    public void close() {
        engine.stop();
        store.close();
    }
}
