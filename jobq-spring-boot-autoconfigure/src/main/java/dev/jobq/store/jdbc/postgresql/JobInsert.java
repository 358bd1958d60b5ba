package dev.jobq.store.jdbc.postgresql;

import dev.jobq.JobId;
import dev.jobq.JobRef;
import dev.jobq.JobStatus;
import dev.jobq.store.JobDraft;
import dev.jobq.store.jdbc.Call;
import dev.jobq.store.jdbc.Expiry;
import dev.jobq.store.jdbc.JobEvents;
import dev.jobq.store.jdbc.JobLabels;
import dev.jobq.store.jdbc.Line;
import dev.jobq.store.jdbc.Session;
import dev.jobq.store.jdbc.StatusCode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Inserts many jobs by few statements, each of bounded size. */
final class JobInsert {

    private static final int MAX_JOBS = 10_000;
    private static final int MAX_CHARACTERS = 8_000_000;

    private final JobEvents events;

    JobInsert(JobEvents events) {
        this.events = events;
    }

    /**
     * Inserts jobs in order, and notes for whom they are news.
     *
     * @param process who enqueues them
     * @param slots which of them may start at once
     * @return what became of each, in the order given
     */
    List<Inserted> insert(Session session, long process, List<JobDraft> drafts, @Nullable Slots slots)
            throws SQLException {
        List<Inserted> inserted = new ArrayList<>(drafts.size());
        if (drafts.size() == 1 && slots == null && isPlain(drafts.get(0))) {
            Row row = insertNow(session, process, drafts.get(0));
            inserted.add(inserted(session, drafts.get(0), row));
            return inserted;
        }
        for (int from = 0; from < drafts.size(); ) {
            int to = endOfChunk(drafts, from);
            List<JobDraft> chunk = drafts.subList(from, to);
            List<Row> rows = call(session, process, chunk, slots, from).list(Row::read);
            for (int i = 0; i < chunk.size(); i++) {
                writeDeadline(session, chunk.get(i), rows.get(i));
                inserted.add(inserted(session, chunk.get(i), rows.get(i)));
            }
            from = to;
        }
        return inserted;
    }

    private static boolean isPlain(JobDraft draft) {
        return draft.start().equals(JobDraft.Start.NOW) && draft.terms().deadline() == null;
    }

    /** As {@link #insert}, where some jobs are in lines, or have keys. */
    List<Inserted> insertInLine(Session session, long process, List<JobDraft> drafts, Placement placement)
            throws SQLException {
        List<Inserted> inserted = new ArrayList<>(drafts.size());
        for (int from = 0; from < drafts.size(); ) {
            int to = endOfChunk(drafts, from);
            List<JobDraft> chunk = drafts.subList(from, to);
            List<Row> rows = bind(session, "insert_in_line", process, chunk)
                    .set("keys", "text", column(chunk, draft -> draft.terms().key()))
                    .set("lines", "text", Arrays.copyOfRange(placement.lines(), from, to))
                    .set("mode", placement.mode())
                    .list(Row::readInLine);
            for (int i = 0; i < chunk.size(); i++) {
                writeDeadline(session, chunk.get(i), rows.get(i));
                JobLabels.write(session, rows.get(i).id, chunk.get(i));
                Inserted one = inserted(session, chunk.get(i), rows.get(i));
                inserted.add(one);
                placement.note(from + i, one, rows.get(i).isHeadless);
            }
            from = to;
        }
        return inserted;
    }

    /** As {@link #insert}, into a topic with a limit: none if there is not room for all. They must be one statement. */
    List<Inserted> insertIntoRoom(Session session, long process, List<JobDraft> drafts, BoundedInserts.Room room)
            throws SQLException {
        List<Row> rows = bind(session, "insert_in_room", process, drafts)
                .set("bounded", room.topic())
                .set("wanted", drafts.size())
                .set("most", room.limit())
                .set("patience", room.patience())
                .list(Row::read);
        List<Inserted> inserted = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            inserted.add(inserted(session, drafts.get(i), rows.get(i)));
        }
        return inserted;
    }

    /** Whether so many jobs are inserted by one statement. */
    static boolean isOneStatement(List<JobDraft> drafts) {
        return endOfChunk(drafts, 0) == drafts.size()
                && drafts.stream().allMatch(draft -> draft.terms().deadline() == null);
    }

    private static Row insertNow(Session session, long process, JobDraft draft) throws SQLException {
        return session.call("insert_now")
                .set("process", process)
                .set("topic", draft.topic())
                .set("type", draft.type())
                .set("rank", -draft.priority())
                .set("max_attempts", draft.limits().maxAttempts())
                .set("timeout", draft.limits().timeout())
                .set("payload", draft.payload())
                .first(Row::read)
                .orElseThrow();
    }

    private static void writeDeadline(Session session, JobDraft draft, Row row) throws SQLException {
        Instant deadline = draft.terms().deadline();
        if (deadline != null) {
            Expiry.write(session, row.id, deadline);
        }
    }

    private static int endOfChunk(List<JobDraft> drafts, int from) {
        long characters = 0;
        int to = from;
        do {
            characters += drafts.get(to++).payload().length();
        } while (to < drafts.size() && to - from < MAX_JOBS && characters < MAX_CHARACTERS);
        return to;
    }

    private static Call call(Session session, long process, List<JobDraft> drafts, @Nullable Slots slots, int offset)
            throws SQLException {
        Call call = bind(session, slots == null ? "insert" : "insert_claimed", process, drafts);
        if (slots != null) {
            Boolean[] mayStart = new Boolean[drafts.size()];
            for (int i = 0; i < mayStart.length; i++) {
                mayStart[i] = slots.isReserved(offset + i);
            }
            call.set("node", slots.node()).set("slots", "bool", mayStart);
        }
        return call;
    }

    private static Call bind(Session session, String name, long process, List<JobDraft> drafts) throws SQLException {
        return session.call(name)
                .set("process", process)
                .set("slack", slack(session))
                .set("topics", "text", column(drafts, JobDraft::topic))
                .set("types", "text", column(drafts, JobDraft::type))
                .set("ranks", "int4", column(drafts, draft -> -draft.priority()))
                .set(
                        "run_at",
                        "int8",
                        column(drafts, draft -> micros(draft.start().at())))
                .set(
                        "delays",
                        "int8",
                        column(
                                drafts,
                                draft -> draft.start().delay() == null
                                        ? null
                                        : Call.micros(draft.start().delay())))
                .set(
                        "max_attempts",
                        "int4",
                        column(drafts, draft -> draft.limits().maxAttempts()))
                .set(
                        "timeouts",
                        "int8",
                        column(
                                drafts,
                                draft -> draft.limits().timeout() == null
                                        ? null
                                        : Call.micros(draft.limits().timeout())))
                .set(
                        "deadlines",
                        "int8",
                        column(drafts, draft -> micros(draft.terms().deadline())))
                .set("payloads", "text", column(drafts, JobDraft::payload));
    }

    /** By how much a job may be older than now, and claims have not passed its place yet when it is committed. */
    private static long slack(Session session) {
        return session.isOfOthers() ? 0 : Call.micros(Floors.SLACK);
    }

    private static @Nullable Object[] column(List<JobDraft> drafts, Function<JobDraft, @Nullable Object> value) {
        return drafts.stream().map(value).toArray();
    }

    private static @Nullable Long micros(@Nullable Instant at) {
        return at == null ? null : Call.micros(at);
    }

    private Inserted inserted(Session session, JobDraft draft, Row row) {
        JobRef job = new JobRef(new JobId(row.id), draft.topic(), draft.type());
        if (!row.isClaimed) {
            session.added(draft.topic());
        }
        if (session.isHeard()) {
            session.emit(events.created(job, row.status, row.at));
            if (row.isClaimed) {
                session.emit(events.started(job, 1, row.at));
            }
        }
        return new Inserted(job, draft, row.at, row.status, row.isClaimed);
    }

    /**
     * Free slots of this process that jobs may take in the very insert.
     */
    interface Slots {

        /** The node whose slots they are. */
        long node();

        /** Whether one is reserved for the draft at this place. */
        boolean isReserved(int index);
    }

    /**
     * A job that was inserted.
     *
     * @param job which
     * @param draft what was asked for
     * @param at when
     * @param status where it is; AVAILABLE also if it runs already
     * @param isClaimed whether it runs already
     */
    record Inserted(JobRef job, JobDraft draft, Instant at, JobStatus status, boolean isClaimed) {

        Line line(String name) {
            return new Line(draft.topic(), name);
        }
    }

    private record Row(long id, Instant at, JobStatus status, boolean isClaimed, boolean isHeadless) {
        static Row read(ResultSet row) throws SQLException {
            JobStatus status = row.getBoolean(3) ? JobStatus.SCHEDULED : JobStatus.AVAILABLE;
            return new Row(row.getLong(1), Call.instant(row.getLong(2)), status, row.getBoolean(4), false);
        }

        static Row readInLine(ResultSet row) throws SQLException {
            JobStatus status = StatusCode.status(row.getInt(3));
            return new Row(row.getLong(1), Call.instant(row.getLong(2)), status, false, row.getBoolean(4));
        }
    }
}
