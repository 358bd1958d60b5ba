package dev.jobq.store.jdbc;

import dev.jobq.Job;
import dev.jobq.query.Selection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The HELD jobs that a selection may mean, page by page, longest untouched first: by the index of what it fixes, so that
 * others cost nothing.
 */
final class HeldCandidates {

    /** The first page is for the poll whose first candidate fits; later ones for long searches. */
    private static final int FIRST_PAGE = 1;

    private static final int LARGEST_PAGE = 512;
    private static final int GROWTH = 8;

    private final Session session;
    private final JobRows rows;
    private final Selection.Fixed fixed;
    private final String statement;
    private final @Nullable String value;
    private final long until;
    private long after = Long.MIN_VALUE;
    private long job;
    private int page = FIRST_PAGE;
    private boolean isOver;

    HeldCandidates(Session session, JobRows rows, Selection.Fixed fixed) {
        this.session = session;
        this.rows = rows;
        this.fixed = fixed;
        this.until = micros(fixed.touchedUntil());
        boolean hasTopic = fixed.topic() != null;
        if (fixed.state() != null) {
            this.statement = hasTopic ? "held_by_topic_state" : "held_by_state";
            this.value = fixed.state();
        } else if (fixed.head() != null) {
            this.statement = hasTopic ? "held_by_topic_head" : "held_by_head";
            this.value = fixed.head();
        } else {
            this.statement = hasTopic ? "held_by_topic" : "held_by_touch";
            this.value = null;
        }
    }

    /**
     * The next candidates; none at the end. Whoever is touched meanwhile comes again behind the others; those that are touched
     * after the last page was read do not, or a search among busy jobs might never end.
     */
    List<Job> next() throws SQLException {
        if (isOver) {
            return List.of();
        }
        if (fixed.id() != null) {
            isOver = true;
            return session.call("held_job")
                    .set("job", fixed.id())
                    .list(row -> rows.readHeld(row).build());
        }
        Call call = session.call(statement)
                .set("after", after)
                .set("job", job)
                .set("until", until)
                .set("limit", page);
        if (value != null) {
            call.set("value", value);
        }
        if (fixed.topic() != null) {
            call.set("topic", fixed.topic());
        }
        List<Job> jobs = call.list(row -> rows.readHeld(row).build());
        isOver = jobs.size() < page;
        if (!isOver) {
            Job last = jobs.get(jobs.size() - 1);
            after = Call.micros(Objects.requireNonNull(last.touchedAt()));
            job = last.id().value();
            page = Math.min(LARGEST_PAGE, page * GROWTH);
        }
        return jobs;
    }

    private static long micros(@Nullable Instant time) {
        if (time == null) {
            return Long.MAX_VALUE;
        }
        try {
            return Call.micros(time);
        } catch (ArithmeticException ex) {
            return time.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
