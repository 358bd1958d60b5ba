package dev.jobq.store.jdbc.sqlite;

import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.query.State;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.JobDraft;
import dev.jobq.store.jdbc.Call;
import dev.jobq.store.jdbc.Expiry;
import dev.jobq.store.jdbc.JdbcStates;
import dev.jobq.store.jdbc.JobEvents;
import dev.jobq.store.jdbc.JobLabels;
import dev.jobq.store.jdbc.Lining;
import dev.jobq.store.jdbc.Requeue;
import dev.jobq.store.jdbc.Session;
import dev.jobq.store.jdbc.StatusCode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes new jobs within a transaction. */
final class SqliteInserts implements JdbcStates.Dialect, Requeue.Intake {

    private final long process;
    private final String application;
    private final JobEvents events;
    private final SqliteLines lines;
    private final Lining lining;

    /**
     * Inserts.
     *
     * @param process this process's number
     * @param application its application
     */
    SqliteInserts(long process, String application, JobEvents events, SqliteLines lines, Lining lining) {
        this.process = process;
        this.application = application;
        this.events = events;
        this.lines = lines;
        this.lining = lining;
    }

    /**
     * Writes jobs.
     *
     * @param claim slots in which due jobs may start at once, or null
     */
    Inserted insert(Session session, List<JobDraft> drafts, @Nullable InlineClaim claim) throws SQLException {
        long now = session.files().now();
        List<NewRow> rows = new ArrayList<>(drafts.size());
        long id = session.numbers().take(session, drafts.size());
        for (JobDraft draft : drafts) {
            id++;
            rows.add(new NewRow(id, draft, NewRow.runAt(draft.start(), now), now));
        }
        Set<Long> inline = claim == null || claim.isEmpty() ? Set.of() : chooseInline(session, rows, claim);
        List<JobId> ids = new ArrayList<>(rows.size());
        List<ClaimedJob> claimed = new ArrayList<>(inline.size());
        for (NewRow row : rows) {
            writeJob(session, row, null);
            if (claim != null && inline.contains(row.id())) {
                claimed.add(writeRunning(session, row, claim.node()));
            } else {
                writePlace(session, row);
            }
            ids.add(new JobId(row.id()));
        }
        if (session.isHeard()) {
            emit(session, rows, inline);
        }
        return new Inserted(ids, claimed);
    }

    /**
     * Writes jobs of which some are in lines, or have keys.
     *
     * @param line the line of each, or null
     */
    Inserted insertInLine(Session session, List<JobDraft> drafts, @Nullable String[] line) throws SQLException {
        long now = session.files().now();
        long id = session.numbers().take(session, drafts.size());
        List<JobId> ids = new ArrayList<>(drafts.size());
        for (int i = 0; i < line.length; i++) {
            id++;
            JobDraft draft = drafts.get(i);
            NewRow row = new NewRow(id, draft, NewRow.runAt(draft.start(), now), now);
            writeJob(session, row, line[i]);
            JobLabels.write(session, id, draft);
            JobStatus status = row.status();
            if (lines.mayGoOn(session, row.ref(), line[i], row.isDue() ? null : row.runAt())) {
                writePlace(session, row);
            } else {
                status = row.isDue() ? JobStatus.BLOCKED : JobStatus.SCHEDULED;
                session.depth(draft.topic(), status, 1);
            }
            if (session.isHeard()) {
                session.emit(events.created(row.ref(), status, Call.instant(now)));
            }
            ids.add(new JobId(id));
        }
        return new Inserted(ids, List.of());
    }

    /** Writes a job that the application drives itself. */
    @Override
    public JdbcStates.Created insert(Session session, JobDraft draft, State state) throws SQLException {
        long now = session.files().now();
        NewRow row = new NewRow(session.numbers().take(session, 1) + 1, draft, NewRow.runAt(draft.start(), now), now);
        writeJob(session, row, null);
        writeWaiting(session, row.id(), draft.topic(), JobStatus.HELD, null);
        long touch = nextTouch(session);
        session.call("state_insert")
                .set("job", row.id())
                .set("topic", draft.topic())
                .set("touch", touch)
                .set("state", state.text())
                .set("head", state.head())
                .update();
        session.depth(draft.topic(), JobStatus.HELD, 1);
        return new JdbcStates.Created(row.id(), Call.instant(now), Call.instant(row.runAt()), Call.instant(touch));
    }

    /** There is nothing to prepare. */
    @Override
    public void prepare() {}

    @Override
    public JobId insert(Session session, JobDraft draft, @Nullable String line) throws SQLException {
        return insertInLine(session, List.of(draft), new @Nullable String[] {line})
                .ids()
                .get(0);
    }

    @Override
    public void keepTouch(Session session, long job) throws SQLException {
        session.call("touch_keep").set("job", job).update();
    }

    /** Writes jobs in a transaction that does more, in the lines that their topics are known to have. */
    List<JobId> insert(Session session, List<JobDraft> drafts) throws SQLException {
        return (lining.concernsKnown(drafts)
                        ? insertInLine(session, drafts, lining.of(drafts))
                        : insert(session, drafts, null))
                .ids();
    }

    @Override
    public String text(ResultSet row, int column) throws SQLException {
        return TextColumn.read(row, column);
    }

    @Override
    public Optional<Instant> touch(Session session, Call change) throws SQLException {
        long next = nextTouch(session);
        return change.set("next", next).updateOne() ? Optional.of(Call.instant(next)) : Optional.empty();
    }

    private static long nextTouch(Session session) throws SQLException {
        return session.call("touch_next").first(row -> row.getLong(1)).orElseThrow();
    }

    /** Only a topic in which nothing waits is served past its order, and only for a node that is registered. */
    private static Set<Long> chooseInline(Session session, List<NewRow> rows, InlineClaim claim) throws SQLException {
        Set<Long> chosen = new HashSet<>();
        if (!isAlive(session, claim.node())) {
            return chosen;
        }
        for (Map.Entry<String, Integer> slots : claim.slots().entrySet()) {
            String topic = slots.getKey();
            boolean isEmpty = session.call("ready_first")
                    .set("topic", topic)
                    .first(row -> row.getLong(1))
                    .isEmpty();
            if (isEmpty) {
                rows.stream()
                        .filter(row -> row.draft().topic().equals(topic) && row.isDue())
                        .sorted(Comparator.comparingInt(NewRow::rank).thenComparingLong(NewRow::runAt))
                        .limit(slots.getValue())
                        .forEach(row -> chosen.add(row.id()));
            }
        }
        return chosen;
    }

    static boolean isAlive(Session session, long node) throws SQLException {
        return session.call("node_alive")
                .set("node", node)
                .first(row -> row.getLong(1))
                .isPresent();
    }

    private void writeJob(Session session, NewRow row, @Nullable String line) throws SQLException {
        JobDraft draft = row.draft();
        Instant deadline = draft.terms().deadline();
        String key = draft.terms().key();
        boolean isPlain = key == null && line == null;
        Call insert = session.call(isPlain ? "job_insert" : "job_insert_keyed")
                .set("id", row.id())
                .set("topic", draft.topic())
                .set("type", draft.type())
                .set("rank", row.rank())
                .set("runAt", row.runAt())
                .set("createdAt", row.createdAt())
                .set("process", process)
                .set("maxAttempts", draft.limits().maxAttempts())
                .set("timeout", draft.limits().timeout())
                .set("deadline", deadline)
                .set("payload", draft.payload());
        (isPlain ? insert : insert.set("key", key).set("line", line)).update();
        if (deadline != null) {
            Expiry.write(session, row.id(), deadline);
        }
    }

    private static void writePlace(Session session, NewRow row) throws SQLException {
        if (row.isDue()) {
            session.call("ready_insert")
                    .set("topic", row.draft().topic())
                    .set("rank", row.rank())
                    .set("runAt", row.runAt())
                    .set("job", row.id())
                    .update();
        } else {
            writeWaiting(session, row.id(), row.draft().topic(), JobStatus.SCHEDULED, row.runAt());
        }
        session.depth(row.draft().topic(), row.status(), 1);
    }

    private static void writeWaiting(Session session, long job, String topic, JobStatus status, @Nullable Long dueAt)
            throws SQLException {
        session.call("waiting_insert")
                .set("job", job)
                .set("topic", topic)
                .set("status", StatusCode.of(status))
                .set("dueAt", dueAt)
                .set("attempt", 0)
                .set("crashes", 0)
                .set("fence", 0)
                .set("reason", (String) null)
                .update();
    }

    private ClaimedJob writeRunning(Session session, NewRow row, long node) throws SQLException {
        session.call("running_insert")
                .set("job", row.id())
                .set("topic", row.draft().topic())
                .set("node", node)
                .set("claimedAt", row.createdAt())
                .update();
        return new ClaimedJob(
                row.ref(),
                row.draft().payload(),
                new ClaimedJob.Attempt(1, 0, 1),
                row.draft().limits(),
                Call.instant(row.createdAt()),
                application,
                row.draft().terms().deadline());
    }

    private void emit(Session session, List<NewRow> rows, Set<Long> inline) {
        for (NewRow row : rows) {
            Instant at = Call.instant(row.createdAt());
            session.emit(events.created(row.ref(), row.status(), at));
            if (inline.contains(row.id())) {
                session.emit(events.started(row.ref(), 1, at));
            }
        }
    }

    /**
     * What was written.
     *
     * @param ids in order
     * @param claimed those that start at once
     */
    record Inserted(List<JobId> ids, List<ClaimedJob> claimed) {}
}
