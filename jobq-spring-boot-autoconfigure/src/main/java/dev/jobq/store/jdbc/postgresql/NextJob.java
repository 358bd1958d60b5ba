package dev.jobq.store.jdbc.postgresql;

import dev.jobq.JobId;
import dev.jobq.JobRef;
import dev.jobq.store.JobDraft;
import dev.jobq.store.jdbc.Requeue;
import dev.jobq.store.jdbc.Session;
import java.sql.SQLException;
import java.util.List;

/**
 * Inserts a job that takes the place of another.
 *
 * @param self this process
 * @param insert inserts jobs
 */
record NextJob(Self self, JobInsert insert) implements Requeue.Intake {

    @Override
    public void prepare() {
        self.number();
    }

    @Override
    public JobId insert(Session session, JobDraft draft) throws SQLException {
        JobRef job = insert.insert(session, self.number(), List.of(draft), null)
                .get(0)
                .job();
        session.signal(job.topic());
        return job.id();
    }
}
