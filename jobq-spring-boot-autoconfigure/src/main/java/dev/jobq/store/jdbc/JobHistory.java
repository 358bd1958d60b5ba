package dev.jobq.store.jdbc;

import dev.jobq.Job;
import dev.jobq.JobEvent;
import dev.jobq.JobEvent.Change;
import dev.jobq.JobId;
import dev.jobq.JobRef;
import dev.jobq.JobStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job's log. Its ordinary life is derived from the rows that exist anyway: when it was created, each attempt, where it is
 * now; what cannot be derived comes from event rows. Both run in order of time, and where times are equal life goes first.
 */
final class JobHistory {

    private final JobRows rows;

    JobHistory(JobRows rows) {
        this.rows = rows;
    }

    /** The log of a job that was read without one. */
    List<JobEvent> of(Job job, List<AttemptRow> attempts, List<Noted> noted) {
        List<JobEvent> life = life(job, attempts);
        List<JobEvent> merged = new ArrayList<>(life.size() + noted.size());
        int next = 0;
        for (JobEvent event : life) {
            while (next < noted.size() && noted.get(next).at.isBefore(event.at())) {
                merged.add(noted.get(next++).in(job));
            }
            merged.add(event);
        }
        while (next < noted.size()) {
            merged.add(noted.get(next++).in(job));
        }
        List<JobEvent> numbered = new ArrayList<>(merged.size());
        for (JobEvent event : merged) {
            numbered.add(new JobEvent(
                    numbered.size() + 1, event.job(), event.type(), event.at(), event.change(), event.data()));
        }
        return numbered;
    }

    private List<JobEvent> life(Job job, List<AttemptRow> attempts) {
        List<JobEvent> life = new ArrayList<>();
        boolean isDelayed = job.runAt().isAfter(job.createdAt()) && attempts.isEmpty();
        JobStatus first = isDelayed ? JobStatus.SCHEDULED : JobStatus.AVAILABLE;
        life.add(event(job, JobEvent.Type.CREATED, job.createdAt(), new Change(null, first), null));
        if (isDelayed && job.status() != JobStatus.SCHEDULED && !job.runAt().isAfter(latest(job))) {
            Change change = new Change(JobStatus.SCHEDULED, JobStatus.AVAILABLE);
            life.add(event(job, JobEvent.Type.AVAILABLE, job.runAt(), change, null));
        }
        for (AttemptRow attempt : attempts) {
            life.add(started(job, attempt.startedAt(), attempt.number()));
            ended(job, attempt, life);
        }
        boolean isLastLogged =
                !attempts.isEmpty() && attempts.get(attempts.size() - 1).fence() == job.fence();
        Instant startedAt = job.startedAt();
        if (startedAt != null && !isLastLogged) {
            life.add(started(job, startedAt, job.attempt()));
        }
        Instant finishedAt = job.finishedAt();
        if (finishedAt != null
                && !(isLastLogged && attempts.get(attempts.size() - 1).to().isEnded())) {
            JobStatus from = startedAt != null && !isLastLogged ? JobStatus.EXECUTING : null;
            life.add(event(
                    job,
                    JobEvent.Type.valueOf(job.status().name()),
                    finishedAt,
                    new Change(from, job.status()),
                    job.reason()));
        }
        return life;
    }

    private void ended(Job job, AttemptRow attempt, List<JobEvent> life) {
        Instant at = attempt.finishedAt();
        if (attempt.error() != null) {
            life.add(event(job, JobEvent.Type.FAILED, at, null, attempt.failure()));
        }
        JobEvent.Type type = JobEvents.type(attempt.to());
        Object data = attempt.to().isEnded() || attempt.to() == JobStatus.PARKED ? job.reason() : null;
        life.add(event(job, type, at, new Change(JobStatus.EXECUTING, attempt.to()), data));
    }

    private JobEvent started(Job job, Instant at, int attempt) {
        Change change = new Change(JobStatus.AVAILABLE, JobStatus.EXECUTING);
        return event(job, JobEvent.Type.STARTED, at, change, Map.of("attempt", attempt));
    }

    private static Instant latest(Job job) {
        Instant startedAt = job.startedAt();
        Instant finishedAt = job.finishedAt();
        return startedAt != null ? startedAt : finishedAt != null ? finishedAt : job.runAt();
    }

    private JobEvent event(Job job, JobEvent.Type type, Instant at, @Nullable Change change, @Nullable Object data) {
        return new JobEvent(0, job.ref(), type, at, change, data == null ? null : rows.encode(data));
    }

    /** Reads an event row of {@code job_events.sql}. */
    Noted noted(ResultSet row) throws SQLException {
        Integer from = JobRows.intOrNull(row, "from_status");
        Integer to = JobRows.intOrNull(row, "to_status");
        Change change = from == null && to == null
                ? null
                : new Change(from == null ? null : StatusCode.status(from), to == null ? null : StatusCode.status(to));
        return new Noted(
                Call.instant(row.getLong("at")),
                new JobEvent(
                        0,
                        NOBODY,
                        JobEvent.Type.ofKey(row.getString("type")),
                        Call.instant(row.getLong("at")),
                        change,
                        rows.value(row.getString("data"))));
    }

    private static final JobRef NOBODY = new JobRef(new JobId(1), "", "");

    /**
     * An event row.
     *
     * @param at when
     * @param event the event, of no job yet
     */
    record Noted(Instant at, JobEvent event) {
        JobEvent in(Job job) {
            return new JobEvent(0, job.ref(), event.type(), at, event.change(), event.data());
        }
    }
}
