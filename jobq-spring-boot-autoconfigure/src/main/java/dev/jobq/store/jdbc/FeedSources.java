package dev.jobq.store.jdbc;

import dev.jobq.JobEvent;
import dev.jobq.JobEvent.Change;
import dev.jobq.JobId;
import dev.jobq.JobRef;
import dev.jobq.JobStatus;
import dev.jobq.ProcessId;
import dev.jobq.store.FeedEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns rows into items of the feed. */
final class FeedSources {

    static final int CREATED = 0;
    static final int STARTED = 1;
    static final int NOTED = 2;
    static final int ATTEMPT = 3;
    static final int DONE = 4;

    private final JobRows rows;

    FeedSources(JobRows rows) {
        this.rows = rows;
    }

    Item created(ResultSet row) throws SQLException {
        long at = row.getLong("at");
        JobStatus status = row.getBoolean("is_held")
                ? JobStatus.HELD
                : row.getLong("run_at") > at ? JobStatus.SCHEDULED : JobStatus.AVAILABLE;
        return item(
                row,
                new FeedCursor.Key(at, CREATED, row.getLong("job"), 0),
                JobEvent.Type.CREATED,
                new Change(null, status),
                null);
    }

    Item started(ResultSet row) throws SQLException {
        FeedCursor.Key key = new FeedCursor.Key(row.getLong("at"), STARTED, row.getLong("job"), 0);
        return started(row, key);
    }

    Item noted(ResultSet row) throws SQLException {
        FeedCursor.Key key = new FeedCursor.Key(row.getLong("at"), NOTED, row.getLong("id"), 0);
        String worker = row.getString("worker");
        String type = row.getString("event");
        String data = row.getString("data");
        if (worker != null) {
            return new Item(key, type, null, ProcessId.parse(worker), data, null);
        }
        if (row.getObject("job") == null) {
            FeedEvent.TopicEvent event =
                    new FeedEvent.TopicEvent(row.getString("topic"), rows.encoded(data == null ? "{}" : data));
            return new Item(key, type, null, null, null, event);
        }
        Integer from = JobRows.intOrNull(row, "from_status");
        Integer to = JobRows.intOrNull(row, "to_status");
        Change change = from == null && to == null
                ? null
                : new Change(from == null ? null : StatusCode.status(from), to == null ? null : StatusCode.status(to));
        return item(row, key, JobEvent.Type.ofKey(type), change, data);
    }

    /** The start of an attempt, and that it failed, or did not end its job, or both. */
    List<Item> attempt(ResultSet row) throws SQLException {
        List<Item> items = new ArrayList<>(3);
        long at = row.getLong("at");
        long job = row.getLong("job");
        items.add(started(row, new FeedCursor.Key(row.getLong("started_at"), STARTED, job, 0)));
        JobStatus to = StatusCode.status(row.getInt("status"));
        String error = row.getString("error_type");
        if (error != null) {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("attempt", row.getInt("attempt"));
            data.put("type", error);
            data.put("message", row.getString("error_message"));
            items.add(item(
                    row,
                    new FeedCursor.Key(at, ATTEMPT, job, 0),
                    JobEvent.Type.FAILED,
                    null,
                    rows.encode(data).text()));
        }
        if (!to.isEnded()) {
            Change change = new Change(JobStatus.EXECUTING, to);
            items.add(item(row, new FeedCursor.Key(at, ATTEMPT, job, 1), JobEvents.type(to), change, null));
        }
        return items;
    }

    /** An ended job, and the start of its last attempt. */
    List<Item> done(ResultSet row) throws SQLException {
        List<Item> items = new ArrayList<>(2);
        long job = row.getLong("job");
        JobStatus to = StatusCode.status(row.getInt("status"));
        long startedAt = row.getLong("started_at");
        boolean hasStarted = !row.wasNull();
        if (hasStarted) {
            items.add(started(row, new FeedCursor.Key(startedAt, STARTED, job, 0)));
        }
        String reason = row.getString("reason");
        Change change = new Change(hasStarted ? JobStatus.EXECUTING : null, to);
        String data = reason == null ? null : rows.encode(reason).text();
        items.add(item(
                row,
                new FeedCursor.Key(row.getLong("at"), DONE, job, 0),
                JobEvent.Type.valueOf(to.name()),
                change,
                data));
        return items;
    }

    private Item started(ResultSet row, FeedCursor.Key key) throws SQLException {
        Change change = new Change(JobStatus.AVAILABLE, JobStatus.EXECUTING);
        String data = rows.encode(Map.of("attempt", row.getInt("attempt"))).text();
        return item(row, key, JobEvent.Type.STARTED, change, data);
    }

    private Item item(
            ResultSet row, FeedCursor.Key key, JobEvent.Type type, @Nullable Change change, @Nullable String data)
            throws SQLException {
        // The job may have been deleted since; its event still tells that it was there.
        String topic = row.getString("topic");
        String jobType = row.getString("type");
        JobRef ref =
                new JobRef(new JobId(row.getLong("job")), topic == null ? "" : topic, jobType == null ? "" : jobType);
        Instant at = Call.instant(key.at());
        return new Item(key, type.key(), new JobEvent(0, ref, type, at, change, rows.value(data)), null, null, null);
    }

    /**
     * One item.
     *
     * @param key its place in time
     * @param type its name
     * @param event the job's event, or null
     * @param worker the worker, or null
     * @param data the worker's data
     * @param topic the topic's event, or null
     */
    record Item(
            FeedCursor.Key key,
            String type,
            @Nullable JobEvent event,
            @Nullable ProcessId worker,
            @Nullable String data,
            FeedEvent.@Nullable TopicEvent topic) {

        /** When it happened. */
        Instant at() {
            return event != null ? event.at() : Call.instant(key.at());
        }

        /** This item, at a later place in time. */
        Item notBefore(long time) {
            FeedCursor.Key later = new FeedCursor.Key(Math.max(time, key.at()), key.source(), key.id(), key.part());
            return new Item(later, type, event, worker, data, topic);
        }

        /** The cursor that stands right behind this item, given the one before it. */
        FeedCursor after(FeedCursor before) {
            return switch (key.source()) {
                case CREATED -> new FeedCursor(before.key(), Math.max(before.job(), key.id()), before.event());
                case NOTED -> new FeedCursor(before.key(), before.job(), Math.max(before.event(), key.id()));
                default ->
                    new FeedCursor(key.compareTo(before.key()) > 0 ? key : before.key(), before.job(), before.event());
            };
        }

        /** Whether it stands behind a cursor. */
        boolean isAfter(FeedCursor cursor) {
            return key.source() == CREATED || key.source() == NOTED || key.compareTo(cursor.key()) > 0;
        }
    }
}
