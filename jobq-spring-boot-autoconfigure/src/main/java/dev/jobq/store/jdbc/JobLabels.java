package dev.jobq.store.jdbc;

import dev.jobq.store.JobDraft;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Labels of jobs. A job with one has a row of its own, and a mark in the column that tells other jobs' lines, which claims read
 * anyway: so a claim knows a job with a label without asking anything more of those that have none. Such a job is in no line.
 */
public final class JobLabels {

    /** No line begins with it, as keys have no control characters. */
    private static final String MARK = "\u0001";

    private JobLabels() {}

    /** The line that the column tells; null where it is a label's mark. */
    public static @Nullable String line(@Nullable String column) {
        return label(column) == null ? column : null;
    }

    /** The label that the column tells; null where it tells none. */
    static @Nullable String label(@Nullable String column) {
        return column != null && column.startsWith(MARK) ? column.substring(MARK.length()) : null;
    }

    /** Writes the label of a job that was inserted in this transaction. */
    public static void write(Session session, long job, JobDraft draft) throws SQLException {
        JobDraft.Label label = draft.terms().label();
        if (label != null) {
            session.call("label_mark")
                    .set("job", job)
                    .set("line", MARK + label.name())
                    .update();
            session.call("label_insert")
                    .set("job", job)
                    .set("label", label.name())
                    .set("patience", label.patience())
                    .update();
        }
    }

    /** The label of a job that is there. */
    static JobDraft.@Nullable Label of(Session session, long job) throws SQLException {
        return find(session, job).map(Row::label).orElse(null);
    }

    static Optional<Row> find(Session session, long job) throws SQLException {
        return session.call("label_of").set("job", job).first(Row::read);
    }

    /**
     * What is known of a job's label.
     *
     * @param label the label
     * @param until when any worker may run it, once it was set aside; else null
     * @param isAside whether it was set aside, and not taken up since
     */
    record Row(JobDraft.Label label, @Nullable Long until, boolean isAside) {

        static Row read(ResultSet row) throws SQLException {
            Long patience = JobRows.longOrNull(row, "patience");
            return new Row(
                    new JobDraft.Label(
                            row.getString("label"),
                            patience == null
                                    ? null
                                    : java.time.Duration.of(patience, java.time.temporal.ChronoUnit.MICROS)),
                    JobRows.longOrNull(row, "until"),
                    row.getInt("aside") != 0);
        }
    }
}
