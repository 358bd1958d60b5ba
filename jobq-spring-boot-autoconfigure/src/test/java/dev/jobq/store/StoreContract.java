package dev.jobq.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.EnqueueResult;
import dev.jobq.Enqueuer;
import dev.jobq.Job;
import dev.jobq.JobEvent;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.ProcessId;
import dev.jobq.json.JacksonJsonCodec;
import dev.jobq.store.JobReader.Filter;
import dev.jobq.store.StoreSettings.SchemaMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.json.JsonMapper;

/** What every area of the contract starts from: an empty store, a clock that stands still, and one worker. */
abstract class StoreContract {

    static final String TOPIC = "emails";
    static final String OTHER_TOPIC = "reports";
    static final String TYPE = "welcome";
    static final Enqueuer SELF = new Enqueuer(
            new ProcessId("app.example.org", 4711, Instant.parse("2026-11-01T11:59:00.123Z")),
            "shop",
            "1.2.3",
            "abc1234",
            "https://example.org/shop.git");
    static final Move.Failure FAILURE = new Move.Failure(
            "java.io.IOException", "mail server away", "java.io.IOException: mail server away\n\tat A.b");

    protected final MovableClock clock = new MovableClock();
    private final List<JobStore> stores = new ArrayList<>();
    protected JobStore store;
    protected Worker worker;

    abstract StoreFixture fixture();

    @BeforeEach
    void openStore() {
        fixture().reset();
        store = open();
        store.topics().register(List.of(TOPIC, OTHER_TOPIC));
        worker = Worker.register(store);
    }

    @AfterEach
    void closeStores() {
        stores.forEach(JobStore::close);
    }

    /** Opens a store on the database; a further one is to the first what another process is. */
    final JobStore open() {
        return open(settings(usualMode()));
    }

    /** Creates the tables unless they are there: to look for what is to be migrated takes longer than most tests. */
    final SchemaMode usualMode() {
        return fixture().hasTables() ? SchemaMode.NONE : SchemaMode.CREATE;
    }

    final JobStore open(StoreSettings settings) {
        return open(settings, CallerTransaction.NONE);
    }

    final JobStore open(StoreSettings settings, CallerTransaction transaction) {
        JobStore opened = fixture().open(settings, transaction);
        stores.add(opened);
        return opened;
    }

    final StoreSettings settings(SchemaMode schema) {
        return settings(fixture().system(), schema);
    }

    final StoreSettings settings(String system, SchemaMode schema) {
        return new StoreSettings(system, schema, SELF, codec(), clock);
    }

    static JacksonJsonCodec codec() {
        return new JacksonJsonCodec(JsonMapper.shared());
    }

    final Instant now() {
        return clock.instant();
    }

    final List<JobId> enqueue(DraftBuilder... drafts) {
        return store.intake()
                .insert(Arrays.stream(drafts).map(DraftBuilder::build).toList());
    }

    final JobId enqueueOne(DraftBuilder draft) {
        return enqueue(draft).get(0);
    }

    final List<EnqueueResult> admit(DraftBuilder... drafts) {
        return store.intake()
                .admit(Arrays.stream(drafts).map(DraftBuilder::build).toList());
    }

    final EnqueueResult admitOne(DraftBuilder draft) {
        return admit(draft).get(0);
    }

    /** Admits a job that must be new. */
    final JobId create(DraftBuilder draft) {
        EnqueueResult result = admitOne(draft);
        assertThat(result.kind()).isEqualTo(EnqueueResult.Kind.CREATED);
        return result.id();
    }

    final JobId enqueueOne() {
        return enqueueOne(DraftBuilder.draft());
    }

    final List<JobId> enqueueMany(int count) {
        return store.intake().insert(many(count));
    }

    static List<JobDraft> many(int count) {
        List<JobDraft> drafts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            drafts.add(DraftBuilder.draft().payload("{\"n\":" + i + "}").build());
        }
        return drafts;
    }

    final Job job(JobId id) {
        return store.reader().get(id).orElseThrow();
    }

    final JobStatus status(JobId id) {
        return job(id).status();
    }

    /** Makes a job and brings it to this status. */
    final JobId jobIn(JobStatus status) {
        return Lives.jobIn(status, this);
    }

    /** Lets the worker's lease lapse and another take its jobs. */
    final Worker rescueAll() {
        clock.advance(Worker.LEASE.multipliedBy(2));
        Worker rescuer = Worker.register(store);
        store.nodes().rescue(rescuer.node(), Leases.TRUSTED);
        return rescuer;
    }

    /** To be called while nothing can be claimed: no claim takes the limits for new any more, and all slots were looked at now. */
    final void settleLimits() {
        assertThat(worker.claim(1)).isEmpty();
        clock.advance(Duration.ofSeconds(11));
        assertThat(worker.claim(1)).isEmpty();
    }

    final void stageAll(Duration wait) {
        clock.advance(wait);
        store.upkeep().stage(1000);
    }

    static Filter all() {
        return new Filter(null, null, null, null);
    }

    static Filter in(JobStatus status) {
        return new Filter(null, status, null, null);
    }

    final List<JobId> listed(Filter filter) {
        return store.reader().list(filter, 1000).jobs().stream().map(Job::id).toList();
    }

    final List<JobEvent.Type> eventTypes(JobId id) {
        return job(id).events().stream().map(JobEvent::type).toList();
    }

    /** The depths are what counting gives. */
    final void assertDepthsAreExact() {
        assertThat(withoutZeros(store.reader().depths())).isEqualTo(counted());
    }

    final long depth(JobStatus status) {
        return store.reader().depths().getOrDefault(TOPIC, Map.of()).getOrDefault(status, 0L);
    }

    private Map<String, Map<JobStatus, Long>> counted() {
        Map<String, Map<JobStatus, Long>> counts = new TreeMap<>();
        JobId before = null;
        do {
            JobReader.Page page = store.reader().list(new Filter(null, null, null, before), 500);
            for (Job job : page.jobs()) {
                counts.computeIfAbsent(job.topic(), topic -> new EnumMap<>(JobStatus.class))
                        .merge(job.status(), 1L, Long::sum);
            }
            before = page.next();
        } while (before != null);
        return counts;
    }

    private static Map<String, Map<JobStatus, Long>> withoutZeros(Map<String, Map<JobStatus, Long>> depths) {
        Map<String, Map<JobStatus, Long>> kept = new TreeMap<>();
        depths.forEach((topic, byStatus) -> byStatus.forEach((status, count) -> {
            if (count != 0) {
                kept.computeIfAbsent(topic, name -> new EnumMap<>(JobStatus.class))
                        .put(status, count);
            }
        }));
        return kept;
    }
}
