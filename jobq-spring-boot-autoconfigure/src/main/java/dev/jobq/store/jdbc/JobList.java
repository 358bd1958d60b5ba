package dev.jobq.store.jdbc;

import dev.jobq.Job;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.store.JobReader.Filter;
import dev.jobq.store.JobReader.Page;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lists jobs, newest first by id. Jobs of one topic and status come by an index where there is one; everything else looks at
 * a bounded number of the newest jobs and says where to go on.
 */
final class JobList {

    /** At most so many jobs are looked at for a page. */
    private static final int LOOK = 10_000;

    private final JobRows rows;

    JobList(JobRows rows) {
        this.rows = rows;
    }

    Page read(Session session, Filter filter, int limit) throws SQLException {
        JobId start = filter.before();
        long before = start == null ? Long.MAX_VALUE : start.value();
        JobStatus status = filter.status();
        if (status != null && filter.type() == null) {
            String index = index(status, filter.topic());
            if (index != null) {
                return byIndex(session, index, filter, before, limit);
            }
        }
        return byLooking(session, filter, before, limit);
    }

    private static @Nullable String index(JobStatus status, @Nullable String topic) {
        return switch (status) {
            case EXECUTING, LAUNCHED -> "list_running";
            case SCHEDULED, RETRYABLE, BLOCKED, PARKED, HELD -> topic == null ? null : "list_waiting";
            case DISCARDED, CANCELLED -> topic == null ? null : "list_ended";
            case AVAILABLE, COMPLETED -> null;
        };
    }

    private Page byIndex(Session session, String index, Filter filter, long before, int limit) throws SQLException {
        List<Long> ids = session.call(index)
                .set("topic", filter.topic())
                .set("status", StatusCode.of(java.util.Objects.requireNonNull(filter.status())))
                .set("before", before)
                .set("limit", limit + 1)
                .list(row -> row.getLong(1));
        boolean isMore = ids.size() > limit;
        List<Job> jobs = fetch(session, isMore ? ids.subList(0, limit) : ids);
        return new Page(jobs, isMore ? new JobId(ids.get(limit - 1)) : null, false);
    }

    private Page byLooking(Session session, Filter filter, long before, int limit) throws SQLException {
        List<Long> ids = session.call("list_jobs")
                .set("topic", filter.topic())
                .set("type", filter.type())
                .set("status", filter.status() == null ? -1 : StatusCode.of(filter.status()))
                .set("before", before)
                .set("look", LOOK)
                .set("limit", limit + 1)
                .list(row -> row.getLong(1));
        if (ids.size() > limit) {
            return new Page(fetch(session, ids.subList(0, limit)), new JobId(ids.get(limit - 1)), false);
        }
        // Fewer than asked for: either there are no more, or the look ended before them.
        JobId end = session.call("list_end")
                .set("before", before)
                .set("skip", LOOK - 1)
                .first(row -> new JobId(row.getLong(1)))
                .orElse(null);
        return new Page(fetch(session, ids), end, end != null);
    }

    private List<Job> fetch(Session session, List<Long> ids) throws SQLException {
        if (ids.isEmpty()) {
            return List.of();
        }
        String json = ids.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
        Map<Long, Job> found = new HashMap<>();
        session.call("jobs")
                .set("ids", json)
                .list(row -> found.put(row.getLong("id"), rows.read(row).build()));
        List<Job> jobs = new ArrayList<>();
        for (Long id : ids) {
            Job job = found.get(id);
            if (job != null) {
                jobs.add(job);
            }
        }
        return jobs;
    }
}
