package dev.jobq.store.jdbc;

import dev.jobq.Enqueuer;
import dev.jobq.IllegalTransitionException;
import dev.jobq.Job;
import dev.jobq.JobEvent;
import dev.jobq.JobId;
import dev.jobq.JobRef;
import dev.jobq.JobStatus;
import dev.jobq.JsonCodec;
import dev.jobq.JsonValue;
import dev.jobq.query.Selection;
import dev.jobq.query.State;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobStates;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Jobs that the application drives itself. Each change of a state is one guarded statement and one event. */
public final class JdbcStates implements JobStates {

    /** After so many rounds in which others were faster with every candidate, a poll gives up. */
    private static final int ROUNDS = 10;

    private final Transactor transactor;
    private final Dialect dialect;
    private final Enqueuer self;
    private final JobRows rows;
    private final JobEvents events;
    private final EventRows log;
    private final JsonCodec codec;

    /**
     * States.
     *
     * @param dialect what differs between the databases
     * @param self this process
     */
    public JdbcStates(
            Transactor transactor, Dialect dialect, JobEvents events, EventRows log, JsonCodec codec, Enqueuer self) {
        this.transactor = transactor;
        this.dialect = dialect;
        this.self = self;
        this.rows = new JobRows(codec, dialect::text);
        this.events = events;
        this.log = log;
        this.codec = codec;
    }

    @Override
    public Job create(JobDraft draft, State state) {
        dialect.prepare();
        return transactor.write(session -> {
            Created created = dialect.insert(session, draft, state);
            JobRef ref = new JobRef(new JobId(created.id), draft.topic(), draft.type());
            if (session.isHeard()) {
                session.emit(events.created(ref, JobStatus.HELD, created.createdAt));
            }
            return Job.builder(ref, JobStatus.HELD)
                    .payload(new JsonValue(draft.payload(), codec))
                    .priority(draft.priority())
                    .key(draft.terms().key())
                    .runAt(created.runAt)
                    .createdAt(created.createdAt)
                    .maxAttempts(draft.limits().maxAttempts())
                    .timeout(draft.limits().timeout())
                    .state(new JsonValue(state.text(), codec))
                    .touchedAt(created.touchedAt)
                    .enqueuedBy(self)
                    .build();
        });
    }

    @Override
    public Optional<Job> poll(Selection selection, State newState) {
        return transactor.write(session -> {
            for (int i = 0; i < ROUNDS; i++) {
                Round round = tryPoll(session, selection, newState);
                if (round.taken.isPresent() || !round.hasLost) {
                    return round.taken;
                }
            }
            return Optional.empty();
        });
    }

    private Round tryPoll(Session session, Selection selection, State newState) throws SQLException {
        HeldCandidates candidates = new HeldCandidates(session, rows, selection.fixed());
        boolean hasLost = false;
        for (List<Job> page = candidates.next(); !page.isEmpty(); page = candidates.next()) {
            for (Job job : page) {
                if (selection.matches(job)) {
                    String old = Objects.requireNonNull(job.state()).text();
                    Optional<Instant> touch = dialect.touch(
                            session,
                            session.call("state_take")
                                    .set("job", job.id().value())
                                    .set("touch", job.touchedAt())
                                    .set("old", old)
                                    .set("state", newState.text())
                                    .set("head", newState.head()));
                    if (touch.isPresent()) {
                        note(session, job.ref(), old, newState);
                        return new Round(Optional.of(changed(job, newState, touch.get())), false);
                    }
                    hasLost = true;
                }
            }
        }
        return new Round(Optional.empty(), hasLost);
    }

    @Override
    public Optional<Job> compareAndSet(JobId id, State expected, State newState) {
        return transactor.write(session -> {
            Optional<Instant> touch = dialect.touch(
                    session,
                    session.call("state_swap")
                            .set("job", id.value())
                            .set("old", expected.text())
                            .set("state", newState.text())
                            .set("head", newState.head()));
            Optional<Job> job = held(session, id.value());
            if (touch.isEmpty()) {
                if (job.isEmpty()) {
                    refuseOther(session, id);
                }
                return Optional.empty();
            }
            note(session, job.orElseThrow().ref(), expected.text(), newState);
            return job;
        });
    }

    /** A job that is not HELD has no state. */
    private void refuseOther(Session session, JobId id) throws SQLException {
        Optional<Job> other = session.call("jobs")
                .set("ids", "[" + id + "]")
                .first(row -> rows.read(row).build());
        if (other.isPresent()) {
            throw new IllegalTransitionException(id, other.get().status(), JobStatus.HELD);
        }
    }

    private Optional<Job> held(Session session, long id) throws SQLException {
        return session.call("held_job")
                .set("job", id)
                .first(row -> rows.readHeld(row).build());
    }

    private void note(Session session, JobRef job, String old, State newState) throws SQLException {
        String data = "{\"old\":" + old + ",\"new\":" + newState.text() + "}";
        log.add(session, job, JobEvent.Type.STATE_CHANGED, data);
        if (session.isHeard()) {
            Instant at = Call.instant(session.files().now());
            session.emit(events.said(job, JobEvent.Type.STATE_CHANGED, data, at));
        }
    }

    private Job changed(Job job, State state, Instant touchedAt) {
        return Job.builder(job.ref(), JobStatus.HELD)
                .payload(job.payload())
                .priority(job.priority())
                .key(job.key())
                .runAt(job.runAt())
                .createdAt(job.createdAt())
                .maxAttempts(job.maxAttempts())
                .timeout(job.timeout())
                .state(new JsonValue(state.text(), codec))
                .touchedAt(touchedAt)
                .enqueuedBy(job.enqueuedBy())
                .build();
    }

    /** What the databases do differently. */
    public interface Dialect {

        /** Does what must be done before, and outside, the transaction that inserts. */
        default void prepare() {}

        /** Reads a text that is neither null nor empty. */
        default String text(ResultSet row, int column) throws SQLException {
            return row.getString(column);
        }

        /** Writes a job with its state. */
        Created insert(Session session, JobDraft draft, State state) throws SQLException;

        /** Runs a guarded change of one state, which touches it; the touch, or empty if there was none to change. */
        Optional<Instant> touch(Session session, Call change) throws SQLException;
    }

    /** A job that was written. */
    public record Created(long id, Instant createdAt, Instant runAt, Instant touchedAt) {}

    private record Round(Optional<Job> taken, boolean hasLost) {}
}
