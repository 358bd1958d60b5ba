package dev.jobq.store.jdbc;

import dev.jobq.JobId;
import dev.jobq.store.JobDraft;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;

/** Writes new jobs of one topic within a transaction that does more than that. */
public final class JobWriter {

    private final Admissions admissions;
    private final Runnable enrol;
    private final Admissions.Inserter inserter;
    private final Hurry hurry;

    /**
     * A writer.
     *
     * @param enrol has this process known, outside any transaction
     * @param inserter writes jobs
     * @param hurry has a transaction of the store's own wait for nobody for long
     */
    public JobWriter(Admissions admissions, Runnable enrol, Admissions.Inserter inserter, Hurry hurry) {
        this.admissions = admissions;
        this.enrol = enrol;
        this.inserter = inserter;
        this.hurry = hurry;
    }

    /** Finds out what has to be known before the transaction. */
    Prepared prepare(JobDraft draft) {
        enrol.run();
        return new Prepared(this, admissions.call(List.of(draft), true).limits());
    }

    /** Has a transaction wait for nobody for long. */
    @FunctionalInterface
    public interface Hurry {
        /** Says so to the database. */
        void in(Session session) throws SQLException;
    }

    /** A writer that knows the topic's limit. */
    record Prepared(JobWriter writer, SortedMap<String, Integer> limits) {

        /** To be called first in a transaction of the store's own: it may have to wait for others who enqueue, or hold a line. */
        void hurry(Session session) throws SQLException {
            writer.hurry.in(session);
        }

        /**
         * Writes jobs, in order.
         *
         * @throws dev.jobq.QueueFullException if the topic has no room for all
         */
        List<JobId> insert(Session session, List<JobDraft> drafts) throws SQLException {
            if (limits.isEmpty()) {
                return writer.inserter.insert(session, drafts);
            }
            Admissions.Call call = new Admissions.Call(drafts, true, limits, null);
            return writer.admissions.admit(session, call, writer.inserter).stream()
                    .map(result -> Objects.requireNonNull(result.id()))
                    .toList();
        }
    }
}
