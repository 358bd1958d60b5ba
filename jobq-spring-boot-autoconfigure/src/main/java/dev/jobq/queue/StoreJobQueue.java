package dev.jobq.queue;

import dev.jobq.EnqueueResult;
import dev.jobq.InvalidJobException;
import dev.jobq.InvalidQueryException;
import dev.jobq.Job;
import dev.jobq.JobBulk;
import dev.jobq.JobId;
import dev.jobq.JobNotFoundException;
import dev.jobq.JobQuery;
import dev.jobq.JobQueue;
import dev.jobq.JobResult;
import dev.jobq.JobTypes;
import dev.jobq.JsonCodec;
import dev.jobq.NewJob;
import dev.jobq.QueueClosedException;
import dev.jobq.RecurringJobs;
import dev.jobq.Topics;
import dev.jobq.event.EventHub;
import dev.jobq.query.Constants;
import dev.jobq.query.QueryParser;
import dev.jobq.query.Selection;
import dev.jobq.query.State;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobStore;
import java.sql.Connection;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The queue on a store: everything is checked here before anything is written. */
public final class StoreJobQueue implements JobQueue {

    private final JobStore store;
    private final EventHub events;
    private final KnownTopics topics;
    private final JobDrafter drafter;
    private final Intake intake;
    private final Topics steering;
    private final JsonCodec codec;
    private final StoreRecurringJobs recurring;
    private final Waiters waiters;
    private final StoreJobBulk bulk;
    private final Runnable onClose;
    private volatile @Nullable Checked lastPoll;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    /**
     * A queue on a store.
     *
     * @param store where jobs go
     * @param events the store's hub, which holds producers back while listeners are far behind
     * @param types what is known of topics and types
     * @param codec writes payloads
     * @param admission what is taken
     * @param onClose run when the queue is closed; closes the store where the queue owns it
     */
    public StoreJobQueue(
            JobStore store, EventHub events, JobTypes types, JsonCodec codec, Admission admission, Runnable onClose) {
        this.store = store;
        this.events = events;
        this.topics = new KnownTopics(types, store.topics(), admission.strictTopics());
        this.drafter = new JobDrafter(types, topics, codec, admission.maxPayloadBytes());
        this.intake = new Intake(store, topics, events);
        this.steering = StoreTopics.of(store, topics, codec);
        this.codec = codec;
        this.recurring = new StoreRecurringJobs(store.schedules(), drafter, topics, codec, store.reader()::now);
        this.waiters = new Waiters(store);
        this.bulk = new StoreJobBulk(store.bulk(), events, Pace.REAL);
        this.onClose = onClose;
    }

    @Override
    public JobId enqueue(Object payload) {
        if (payload == null) {
            throw new InvalidJobException(
                    "A payload without a topic is null: give the topic, or a payload that tells it");
        }
        return enqueue(payload instanceof NewJob job ? job : NewJob.of(payload));
    }

    @Override
    public JobId enqueue(String topic, @Nullable Object payload) {
        return enqueue(NewJob.of(topic, payload));
    }

    @Override
    public JobId enqueue(NewJob job) {
        return intake.enqueue(List.of(open().drafter.draft(job))).get(0);
    }

    @Override
    public EnqueueResult tryEnqueue(NewJob job) {
        return intake.tryEnqueue(open().drafter.draft(job));
    }

    @Override
    public JobId enqueue(Connection connection, NewJob job) {
        Objects.requireNonNull(connection, "connection");
        return intake.enqueue(connection, open().drafter.draft(job));
    }

    @Override
    public List<JobId> enqueueAll(Collection<NewJob> jobs) {
        Objects.requireNonNull(jobs, "jobs");
        List<JobDraft> drafts = jobs.stream().map(open().drafter::draft).toList();
        return drafts.isEmpty() ? List.of() : intake.enqueue(drafts);
    }

    @Override
    public Optional<Job> get(JobId id) {
        return open().store.reader().get(require(id));
    }

    @Override
    public List<Job> find(JobQuery query, int limit) {
        if (limit < 1) {
            throw new InvalidQueryException("limit %d is too small: give 1 or more".formatted(limit));
        }
        return open().store.reader().find(Selection.of(query, codec), limit);
    }

    @Override
    public JobQuery query(String json) {
        return new QueryParser(open().codec).parse(Objects.requireNonNull(json, "json"));
    }

    @Override
    public Job create(@Nullable Object payload) {
        return payload instanceof NewJob job ? create(job) : create(payload, null);
    }

    @Override
    public Job create(@Nullable Object payload, @Nullable Object state) {
        if (payload instanceof NewJob) {
            throw new InvalidJobException(
                    "The payload is a NewJob: say its state by NewJob.state, and create it alone");
        }
        return create((payload == null ? NewJob.of(JobDrafter.HELD, null) : NewJob.of(payload)).state(state));
    }

    @Override
    public Job create(NewJob job) {
        open();
        JobDraft draft = drafter.draftHeld(job);
        State state = drafter.state(job.state());
        topics.remember(Set.of(draft.topic()));
        events.awaitRoom();
        return store.states().create(draft, state);
    }

    @Override
    public Optional<Job> poll(JobQuery query, @Nullable Object newState) {
        return open().store.states().poll(selection(query), drafter.state(newState));
    }

    @Override
    public Optional<Job> casState(JobId id, @Nullable Object oldState, @Nullable Object newState) {
        return open().store.states().compareAndSet(require(id), drafter.state(oldState), drafter.state(newState));
    }

    @Override
    public CompletableFuture<JobResult> completion(JobId id) {
        return open().waiters.completion(require(id));
    }

    @Override
    public JobResult await(JobId id, Duration timeout) throws TimeoutException, InterruptedException {
        return open().waiters.await(require(id), Objects.requireNonNull(timeout, "timeout"));
    }

    @Override
    public boolean cancel(JobId id) {
        return open().store.control().cancel(require(id));
    }

    @Override
    public boolean retry(JobId id) {
        return open().store.control().retry(require(id));
    }

    @Override
    public JobId requeue(JobId id) {
        return open().store.control().requeue(require(id));
    }

    @Override
    public boolean toBack(JobId id) {
        return open().store.control().toBack(require(id));
    }

    @Override
    public boolean delete(JobId id) {
        return open().store.control().delete(require(id));
    }

    @Override
    public JobBulk bulk() {
        return open().bulk;
    }

    @Override
    public Job appendEvent(JobId id, @Nullable Object event) {
        open().store.log().append(require(id), drafter.write(() -> "The event for job %s".formatted(id), event));
        return store.reader().get(id).orElseThrow(() -> new JobNotFoundException(id));
    }

    @Override
    public RecurringJobs recurring() {
        return open().recurring;
    }

    @Override
    public Topics topics() {
        return open().steering;
    }

    /** Polls tend to come with one query over and over. */
    private Selection selection(JobQuery query) {
        Objects.requireNonNull(query, "query");
        if (!Constants.isConstant(query)) {
            return Selection.of(query, codec);
        }
        Checked last = lastPoll;
        if (last == null || !last.query.equals(query)) {
            last = new Checked(query, Selection.of(query, codec));
            lastPoll = last;
        }
        return last.selection;
    }

    private record Checked(JobQuery query, Selection selection) {}

    private StoreJobQueue open() {
        if (isClosed.get()) {
            throw new QueueClosedException("The job queue is closed");
        }
        return this;
    }

    private static JobId require(JobId id) {
        return Objects.requireNonNull(id, "id");
    }

    @Override
    public void close() {
        if (isClosed.compareAndSet(false, true)) {
            waiters.close();
            bulk.close();
            onClose.run();
        }
    }
}
