package dev.jobq.benchmarks.simulation;

import dev.jobq.JobId;
import dev.jobq.benchmarks.simulation.Plant.Fault;
import dev.jobq.benchmarks.simulation.Seam.Call;
import dev.jobq.store.JobDraft;
import dev.jobq.store.StoredSchedule;
import java.sql.Connection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Faults in how jobs are taken, and in what becomes of those that wait. */
final class PlantedIntakes {

    private PlantedIntakes() {}

    static final class AckBeforeCommit implements Fault {
        @Override
        public @Nullable Object call(Call call, World world) throws Throwable {
            Object result = call.proceed();
            if (call.name().equals("intake.insert")
                    && call.arguments().length == 1
                    && result instanceof List<?> ids
                    && world.lot(4)) {
                // The acknowledgement is out, the commit fails.
                for (Object id : ids) {
                    undo(((JobId) id).value(), world);
                }
            }
            return result;
        }

        private static void undo(long job, World world) throws Throwable {
            world.oracle.look();
            int ready = Tables.change(world, "DELETE FROM jobq_ready WHERE job = ?", job);
            List<Long> status = Tables.numbers(world, "SELECT status FROM jobq_waiting WHERE job = ?", job);
            Tables.change(world, "DELETE FROM jobq_waiting WHERE job = ?", job);
            Tables.change(
                    world,
                    "UPDATE jobq_counter SET value = value - 1 WHERE topic = ? AND status = ?",
                    world.oracle.workOf(job).topic(),
                    ready > 0 ? 3L : status.get(0));
            Tables.change(world, "DELETE FROM jobq_job WHERE id = ?", job);
        }
    }

    static final class Outside implements Fault {
        @Override
        public @Nullable Object call(Call call, World world) throws Throwable {
            if (!call.name().equals("intake.insert") || call.arguments().length == 1) {
                return call.proceed();
            }
            Object result = call.proceed();
            ((Connection) call.arguments()[0]).commit();
            return result;
        }
    }

    static final class UniqueIgnored implements Fault {
        @Override
        public @Nullable Object call(Call call, World world) throws Throwable {
            if (!call.name().equals("intake.admit")) {
                return call.proceed();
            }
            Object[] arguments = call.arguments().clone();
            arguments[arguments.length - 1] = ((List<?>) arguments[arguments.length - 1])
                    .stream().map(draft -> plain((JobDraft) draft)).toList();
            return call.proceedWith(arguments);
        }

        private static JobDraft plain(JobDraft draft) {
            return new JobDraft(
                    draft.topic(),
                    draft.type(),
                    draft.payload(),
                    draft.priority(),
                    draft.start(),
                    draft.limits(),
                    new JobDraft.Terms(null, null, draft.terms().key(), null));
        }
    }

    static final class LimitIgnored implements Fault {
        @Override
        public @Nullable Object call(Call call, World world) throws Throwable {
            if (call.name().equals("intake.admit")) {
                Tables.change(world, "UPDATE jobq_room SET queued = 0");
            }
            return call.proceed();
        }
    }

    static final class StagingLoses implements Fault {
        @Override
        public @Nullable Object call(Call call, World world) throws Throwable {
            if (call.name().equals("upkeep.stage") && world.lot(8)) {
                Tables.change(world, "DELETE FROM jobq_waiting WHERE status IN (2, 6)");
            }
            return call.proceed();
        }
    }

    static final class FiredTwice implements Fault {
        @Override
        public @Nullable Object call(Call call, World world) throws Throwable {
            Object result = call.proceed();
            if (call.name().equals("schedules.fire") && world.lot(2)) {
                StoredSchedule fired = (StoredSchedule) call.arguments()[0];
                Tables.change(world, "DELETE FROM jobq_fire");
                Tables.change(
                        world,
                        "UPDATE jobq_recurring SET next_at = ?",
                        ChronoUnit.MICROS.between(
                                Instant.EPOCH,
                                Objects.requireNonNull(fired.state().nextFireAt())));
            }
            return result;
        }
    }
}
