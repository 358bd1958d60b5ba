package dev.jobq.store.jdbc.postgresql;

import dev.jobq.JobId;
import dev.jobq.store.JobDraft;
import dev.jobq.store.jdbc.Requeue;
import dev.jobq.store.jdbc.Session;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Inserts a job that takes the place of another.
 *
 * @param self this process
 * @param insert inserts jobs
 * @param lined inserts those that are in lines
 */
record NextJob(Self self, JobInsert insert, LinedInserts lined) implements Requeue.Intake {

    @Override
    public void prepare() {
        self.number();
    }

    @Override
    public JobId insert(Session session, JobDraft draft, @Nullable String line) throws SQLException {
        List<JobDraft> drafts = List.of(draft);
        List<JobInsert.Inserted> inserted;
        if (line == null && draft.terms().key() == null && draft.terms().label() == null) {
            inserted = insert.insert(session, self.number(), drafts, null);
            session.signal(draft.topic());
        } else {
            inserted = lined.insertWithin(session, self.number(), drafts, new @Nullable String[] {line});
        }
        return inserted.get(0).job().id();
    }
}
