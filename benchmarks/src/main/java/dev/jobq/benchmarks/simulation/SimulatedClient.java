package dev.jobq.benchmarks.simulation;

import dev.jobq.DuplicateJobException;
import dev.jobq.EnqueueResult;
import dev.jobq.JobId;
import dev.jobq.OnDuplicate;
import dev.jobq.QueueFullException;
import dev.jobq.StoreUnavailableException;
import dev.jobq.benchmarks.chaos.Deed;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A process that enqueues, and now and then asks for a job's end. */
final class SimulatedClient {

    private final World world;
    private final long process;
    private final JobStore store;
    private final List<JobId> known = new ArrayList<>();

    SimulatedClient(World world) {
        this.world = world;
        this.process = world.nextProcess();
        this.store = world.openStore(process);
    }

    JobStore store() {
        return store;
    }

    /** Enqueues one or some. */
    String enqueue() throws SQLException {
        List<Work> works = new ArrayList<>();
        for (int i = world.lot(3) ? world.random.nextInt(2, 5) : 1; i > 0; i--) {
            Work work = Work.draw(world.random, world.works.size());
            world.works.put(work.number(), work);
            works.add(work);
        }
        boolean isAdmitted = works.stream()
                .anyMatch(
                        work -> work.topic().equals(Work.UNIQUE) || work.topic().equals(Work.ROOM));
        OnDuplicate onDuplicate = world.lot(3) ? OnDuplicate.REPLACE : OnDuplicate.RETURN_EXISTING;
        List<JobDraft> drafts =
                works.stream().map(work -> work.draft(onDuplicate)).toList();
        try {
            if (world.lot(5)) {
                return inTransaction(works, drafts, isAdmitted);
            }
            acknowledge(
                    isAdmitted
                            ? created(store.intake().admit(drafts))
                            : store.intake().insert(drafts));
            return "enqueue " + works.size();
        } catch (QueueFullException | DuplicateJobException ex) {
            works.forEach(world.oracle::undone);
            return "refused " + ex.getClass().getSimpleName();
        } catch (StoreUnavailableException ex) {
            // Undone before it was committed.
            works.forEach(world.oracle::undone);
            return "enqueue undone";
        }
    }

    private String inTransaction(List<Work> works, List<JobDraft> drafts, boolean isAdmitted) throws SQLException {
        try (Connection connection = world.database.applications()) {
            List<JobId> ids = isAdmitted
                    ? created(store.intake().admit(connection, drafts))
                    : store.intake().insert(connection, drafts);
            if (world.lot(2)) {
                connection.rollback();
                works.forEach(world.oracle::undone);
                return "rollback " + works.size();
            }
            connection.commit();
            acknowledge(ids);
            return "commit " + works.size();
        }
    }

    private static List<JobId> created(List<EnqueueResult> results) {
        List<JobId> ids = new ArrayList<>();
        for (EnqueueResult result : results) {
            JobId id = result.id();
            if (result.isCreated() && id != null) {
                ids.add(id);
            }
        }
        return ids;
    }

    private void acknowledge(List<JobId> ids) throws SQLException {
        world.oracle.look();
        for (JobId id : ids) {
            world.deed(Deed.Kind.ACKNOWLEDGED, process, id.value(), 0);
            known.add(id);
        }
    }

    /** Cancels or deletes one of the jobs it knows. */
    String letGo() {
        if (known.isEmpty()) {
            return "nothing to let go";
        }
        JobId id = known.get(world.random.nextInt(known.size()));
        boolean isDeletion = world.lot(2);
        // Before the attempt: nobody can know whether a call that fails took effect.
        world.deed(Deed.Kind.LET_GO, process, id.value(), 0);
        try {
            boolean isDone =
                    isDeletion ? store.control().delete(id) : store.control().cancel(id);
            return (isDeletion ? "delete " : "cancel ") + id + " " + isDone;
        } catch (StoreUnavailableException ex) {
            return "let go undone";
        }
    }

    void die() {
        store.close();
    }
}
