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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A job's log. Its ordinary life is derived from the rows that exist anyway: when it was created, each attempt, where it is
 * now; what cannot be derived comes from event rows. Both run in order of time; where times are equal, an event row goes first
 * if it tells a move that fits.
 */
final class JobHistory {

    private final JobRows rows;

    JobHistory(JobRows rows) {
        this.rows = rows;
    }

    /**
     * The log of a job that was read without one.
     *
     * @param firstRunAt when it was to run first
     */
    List<JobEvent> of(Job job, Instant firstRunAt, List<AttemptRow> attempts, List<Noted> noted) {
        List<JobEvent> life = life(job, firstRunAt, attempts, noted);
        List<JobEvent> merged = new ArrayList<>(life.size() + noted.size());
        JobStatus status = null;
        int next = 0;
        for (JobEvent event : life) {
            while (next < noted.size() && noted.get(next).isBefore(event.at(), status)) {
                status = add(merged, noted.get(next++).in(job), status);
            }
            status = add(merged, event, status);
        }
        while (next < noted.size()) {
            status = add(merged, noted.get(next++).in(job), status);
        }
        return merged;
    }

    /** Adds an event under the next number; the status after it. */
    private static @Nullable JobStatus add(List<JobEvent> log, JobEvent event, @Nullable JobStatus status) {
        Change change = event.change();
        if (change != null && isUnsure(change)) {
            change = new Change(status, change.to());
        }
        log.add(new JobEvent(log.size() + 1, event.job(), event.type(), event.at(), change, event.data()));
        return change == null || change.from() == change.to() ? status : change.to();
    }

    /** Whether rows do not tell what the move came from: any status, or EXECUTING where it may have become LAUNCHED. */
    private static boolean isUnsure(Change change) {
        JobStatus to = change.to();
        return change.from() == null || (change.from() == JobStatus.EXECUTING && to != null && !to.isRunning());
    }

    private List<JobEvent> life(Job job, Instant firstRunAt, List<AttemptRow> attempts, List<Noted> noted) {
        List<JobEvent> life = new ArrayList<>();
        Waits waits = new Waits(job, attempts, noted);
        List<JobEvent> replaced = noted.stream()
                .map(Noted::event)
                .filter(event -> event.type() == JobEvent.Type.REPLACED)
                .toList();
        if (!replaced.isEmpty()) {
            firstRunAt = JobEvents.Times.of(replaced.get(0)).previous();
        }
        boolean isDelayed = firstRunAt.isAfter(job.createdAt()) && !hasRunBefore(firstRunAt, job, attempts);
        boolean isHeld = job.status() == JobStatus.HELD;
        JobStatus first = isDelayed ? JobStatus.SCHEDULED : JobStatus.AVAILABLE;
        if (isHeld || (job.status() == JobStatus.BLOCKED && job.fence() == 0 && !isDelayed)) {
            first = job.status();
        }
        life.add(event(job, JobEvent.Type.CREATED, job.createdAt(), new Change(null, first), null));
        if (isDelayed && !isHeld && waits.isOver(-1, firstRunAt)) {
            life.add(available(job, firstRunAt));
        }
        for (int i = 0; i < attempts.size(); i++) {
            life.add(started(job, attempts.get(i).startedAt(), attempts.get(i).number()));
            ended(job, attempts.get(i), life);
            Instant due = attempts.get(i).dueAt();
            if (due != null && waits.isOver(i, due)) {
                life.add(available(job, due));
            }
        }
        AttemptRow last = attempts.isEmpty() ? null : attempts.get(attempts.size() - 1);
        boolean isLastLogged = last != null && last.fence() == job.fence();
        Instant startedAt = job.startedAt();
        if (startedAt != null && !isLastLogged) {
            life.add(started(job, startedAt, job.attempt()));
        }
        Instant finishedAt = job.finishedAt();
        boolean isEndLogged = last != null && isLastLogged && last.to().isEnded();
        if (finishedAt != null && !isEndLogged) {
            JobEvent.Type type = JobEvent.Type.valueOf(job.status().name());
            life.add(event(job, type, finishedAt, new Change(null, job.status()), job.reason()));
        }
        replaced.forEach(event -> addEndOfWait(job, event, waits, life));
        return life;
    }

    /** The end of the wait that a replacement began or went on with, in its place in time. */
    private void addEndOfWait(Job job, JobEvent replaced, Waits waits, List<JobEvent> life) {
        Change change = Objects.requireNonNull(replaced.change());
        Instant due = JobEvents.Times.of(replaced).runAt();
        if (change.to() != JobStatus.AVAILABLE && waits.isOver(replaced, due)) {
            int place = 0;
            while (place < life.size() && life.get(place).at().isBefore(due)) {
                place++;
            }
            life.add(place, available(job, due));
        }
    }

    /** Then the job went to the back since, and its place is no longer its first one. */
    private static boolean hasRunBefore(Instant time, Job job, List<AttemptRow> attempts) {
        Instant start = attempts.isEmpty() ? job.startedAt() : attempts.get(0).startedAt();
        return start != null && start.isBefore(time);
    }

    private JobEvent available(Job job, Instant at) {
        return event(job, JobEvent.Type.AVAILABLE, at, new Change(null, JobStatus.AVAILABLE), null);
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

    /** Which waits of a job ended because their time had come. */
    private record Waits(Job job, List<AttemptRow> attempts, List<Noted> noted) {

        /**
         * Whether the wait that followed an attempt, or the creation for -1, ended so.
         *
         * @param due when its time came
         */
        boolean isOver(int attempt, Instant due) {
            Instant start =
                    attempt < 0 ? job.createdAt() : attempts.get(attempt).finishedAt();
            Instant next = next(attempt);
            boolean hasCome = next != null ? !due.isAfter(next) : job.status() == JobStatus.AVAILABLE;
            return hasCome && noted.stream().noneMatch(row -> row.endsWait(start, next));
        }

        /** Whether the wait that a replacement left ended so. */
        boolean isOver(JobEvent replaced, Instant due) {
            Instant next = attempts.stream()
                    .map(AttemptRow::startedAt)
                    .filter(start -> start.isAfter(replaced.at()))
                    .findFirst()
                    .orElse(null);
            Instant last = job.finishedAt() != null && job.startedAt() == null ? job.finishedAt() : job.startedAt();
            if (next == null && last != null && last.isAfter(replaced.at())) {
                next = last;
            }
            Instant end = next;
            boolean hasCome = end != null ? !due.isAfter(end) : job.status() == JobStatus.AVAILABLE;
            return hasCome
                    && noted.stream()
                            .noneMatch(row -> row.at.isAfter(replaced.at()) && row.endsWait(replaced.at(), end));
        }

        /** When what followed the wait began: the next attempt, or the end. Null if nothing did. */
        private @Nullable Instant next(int attempt) {
            if (attempt + 1 < attempts.size()) {
                return attempts.get(attempt + 1).startedAt();
            }
            boolean isBegun =
                    job.fence() > (attempt < 0 ? 0 : attempts.get(attempt).fence());
            return isBegun ? job.startedAt() : job.finishedAt();
        }
    }

    /**
     * An event row.
     *
     * @param at when
     * @param event the event, of no job yet
     */
    record Noted(Instant at, JobEvent event) {

        /** Whether it comes before a move of that time, by which the job leaves this status. */
        boolean isBefore(Instant move, @Nullable JobStatus status) {
            Change change = event.change();
            return at.isBefore(move) || (at.equals(move) && change != null && change.from() == status);
        }

        /** Whether it tells that a wait of this time was ended by request. */
        boolean endsWait(Instant start, @Nullable Instant next) {
            Change change = event.change();
            JobStatus from = change == null ? null : change.from();
            boolean isWait = from == JobStatus.SCHEDULED || from == JobStatus.RETRYABLE;
            return isWait && !at.isBefore(start) && (next == null || !at.isAfter(next));
        }

        JobEvent in(Job job) {
            return new JobEvent(0, job.ref(), event.type(), at, event.change(), event.data());
        }
    }
}
