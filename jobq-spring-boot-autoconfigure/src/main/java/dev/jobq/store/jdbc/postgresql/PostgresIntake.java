package dev.jobq.store.jdbc.postgresql;

import dev.jobq.EnqueueResult;
import dev.jobq.JobId;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobIntake;
import dev.jobq.store.jdbc.HeldJobs;
import dev.jobq.store.jdbc.Session;
import dev.jobq.store.jdbc.Transactor;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes new jobs: in the caller's transaction, or together with those of other callers. */
final class PostgresIntake implements JobIntake {

    /** More than this is a batch by itself. */
    private static final int BULK = 1_000;

    private final PostgresTransactor transactor;
    private final Self self;
    private final JobInsert insert;
    private final LinedInserts lined;
    private final ConnectionInserts onConnection;
    private final HeldJobs held;
    private final PostgresAdmission admission;
    private final InsertQueue<JobId> queue = new InsertQueue<>(this::write);
    private final LinedQueue linedQueue;
    private volatile @Nullable InlineClaimer claimer;

    PostgresIntake(
            PostgresTransactor transactor,
            Self self,
            JobInsert insert,
            ConnectionInserts onConnection,
            HeldJobs held,
            PostgresAdmission admission) {
        this.transactor = transactor;
        this.self = self;
        this.insert = insert;
        this.lined = onConnection.lined();
        this.linedQueue = new LinedQueue(self, lined);
        this.onConnection = onConnection;
        this.held = held;
        this.admission = admission;
    }

    @Override
    public List<JobId> insert(List<JobDraft> drafts) {
        if (drafts.isEmpty()) {
            return List.of();
        }
        boolean isLined = lined.concerns(drafts);
        if (transactor.isInCallersTransaction()) {
            long process = self.number();
            return isLined
                    ? ids(lined.insertInCallers(process, drafts))
                    : ids(transactor.writeOne(session -> insert(session, process, drafts, null)));
        }
        boolean isBulk = drafts.size() > BULK;
        if (isLined) {
            return ids(isBulk ? linedQueue.insertBulk(drafts) : linedQueue.insert(drafts));
        }
        return isBulk ? write(drafts) : queue.insert(drafts);
    }

    @Override
    public List<JobId> insert(Connection connection, List<JobDraft> drafts) {
        return ids(onConnection.insert(connection, drafts));
    }

    @Override
    public List<EnqueueResult> admit(List<JobDraft> drafts) {
        return drafts.isEmpty() ? List.of() : admission.admit(drafts);
    }

    @Override
    public List<EnqueueResult> admit(Connection connection, List<JobDraft> drafts) {
        return onConnection.admit(connection, drafts, admission);
    }

    @Override
    public void inlineClaimer(@Nullable InlineClaimer claimer) {
        this.claimer = claimer == null ? null : lined.gate(claimer);
    }

    private List<JobId> write(List<JobDraft> drafts) {
        long process = self.number();
        InlineClaimer current = claimer;
        InlineSlots slots = current == null ? null : InlineSlots.reserve(current, drafts);
        if (slots == null) {
            return ids(write(process, drafts, null));
        }
        try {
            return held.claiming(() -> handOver(process, drafts, slots));
        } finally {
            slots.release();
        }
    }

    private List<JobId> handOver(long process, List<JobDraft> drafts, InlineSlots slots) {
        List<JobInsert.Inserted> inserted = write(process, drafts, slots);
        List<ClaimedJob> claimed = slots.claimed(inserted, self.application());
        held.claimed(slots.node(), claimed);
        slots.start(claimed);
        return ids(inserted);
    }

    private List<JobInsert.Inserted> write(long process, List<JobDraft> drafts, JobInsert.@Nullable Slots slots) {
        Transactor.Work<List<JobInsert.Inserted>> work = session -> insert(session, process, drafts, slots);
        return JobInsert.isOneStatement(drafts) ? transactor.writeAtOnce(work) : transactor.writeApart(work);
    }

    private List<JobInsert.Inserted> insert(
            Session session, long process, List<JobDraft> drafts, JobInsert.@Nullable Slots slots) throws SQLException {
        return insert.insert(session, process, drafts, slots);
    }

    private static List<JobId> ids(List<JobInsert.Inserted> inserted) {
        return inserted.stream().map(one -> one.job().id()).toList();
    }
}
