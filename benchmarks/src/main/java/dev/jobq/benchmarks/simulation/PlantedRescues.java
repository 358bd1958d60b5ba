package dev.jobq.benchmarks.simulation;

import dev.jobq.benchmarks.chaos.Deed;
import dev.jobq.benchmarks.simulation.Plant.Fault;
import dev.jobq.benchmarks.simulation.Seam.Call;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Faults in how nodes renew their leases and dead ones' jobs are taken. */
final class PlantedRescues {

    private static final String RESCUE = "nodes.rescue";
    private static final String LAPSED = "(SELECT process FROM jobq_node WHERE seen_at + lease < ? AND process <> ?)";

    private PlantedRescues() {}

    private static boolean isRescue(Call call) {
        return call.name().equals(RESCUE) && call.arguments()[1] != null;
    }

    private static long now(World world) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, world.clock.instant());
    }

    /** Does something with the jobs that a rescue has just brought back. */
    private abstract static class AfterRescue implements Fault {
        @Override
        public @Nullable Object call(Call call, World world) throws Throwable {
            if (!call.name().equals(RESCUE)) {
                return call.proceed();
            }
            List<Long> running = Tables.numbers(world, "SELECT job FROM jobq_running ORDER BY job");
            Object result = call.proceed();
            for (long job : running) {
                if (!Tables.numbers(world, "SELECT job FROM jobq_ready WHERE job = ?", job)
                        .isEmpty()) {
                    rescued(job, world);
                }
            }
            return result;
        }

        abstract void rescued(long job, World world) throws SQLException;
    }

    static final class WithoutCheck implements Fault {
        @Override
        public @Nullable Object call(Call call, World world) throws Throwable {
            if (!call.name().equals(RESCUE) || !world.lot(4)) {
                return call.proceed();
            }
            Tables.change(world, "UPDATE jobq_node SET seen_at = 0 WHERE process <> ?", call.arguments()[0]);
            return call.proceedWith(call.arguments()[0], Lease.ANY_TIME);
        }
    }

    static final class ForgetsJobs implements Fault {
        @Override
        public @Nullable Object call(Call call, World world) throws Throwable {
            if (isRescue(call)) {
                Tables.change(
                        world, "DELETE FROM jobq_running WHERE node IN " + LAPSED, now(world), call.arguments()[0]);
            }
            return call.proceed();
        }
    }

    static final class ForgetsNode implements Fault {
        @Override
        public @Nullable Object call(Call call, World world) throws Throwable {
            if (isRescue(call)) {
                Tables.change(
                        world, "DELETE FROM jobq_node WHERE process IN " + LAPSED, now(world), call.arguments()[0]);
            }
            return call.proceed();
        }
    }

    static final class CrashCharged extends AfterRescue {
        @Override
        void rescued(long job, World world) throws SQLException {
            Tables.change(world, "UPDATE jobq_ready SET attempt = coalesce(attempt, 0) + 1 WHERE job = ?", job);
        }
    }

    static final class CrashNotCounted extends AfterRescue {
        @Override
        void rescued(long job, World world) throws SQLException {
            Tables.change(world, "UPDATE jobq_ready SET crashes = 0 WHERE job = ?", job);
        }
    }

    static final class AheadCounted extends AfterRescue {
        @Override
        void rescued(long job, World world) throws SQLException {
            long fence = Tables.numbers(world, "SELECT coalesce(fence, 0) FROM jobq_ready WHERE job = ?", job)
                    .get(0);
            boolean hasBegun = world.history.stream()
                    .anyMatch(deed -> deed.kind() == Deed.Kind.STARTED && deed.job() == job && deed.fence() == fence);
            if (!hasBegun) {
                Tables.change(world, "UPDATE jobq_ready SET crashes = coalesce(crashes, 0) + 1 WHERE job = ?", job);
            }
        }
    }

    static final class FenceReused extends AfterRescue {
        @Override
        void rescued(long job, World world) throws SQLException {
            Tables.change(world, "UPDATE jobq_ready SET fence = fence - 1 WHERE job = ?", job);
        }
    }

    static final class Miscounts extends AfterRescue {
        @Override
        void rescued(long job, World world) throws SQLException {
            Tables.change(
                    world,
                    "UPDATE jobq_counter SET value = value + 1 WHERE status = 3 AND topic = ?",
                    world.oracle.workOf(job).topic());
        }
    }

    static final class LateHeartbeat implements Fault {
        @Override
        public @Nullable Object call(Call call, World world) throws Throwable {
            Object result = call.proceed();
            if (call.name().equals("nodes.renew") && Optional.empty().equals(result)) {
                Tables.change(
                        world,
                        "INSERT INTO jobq_node (process, topics, lease, seen_at) VALUES (?, '', ?, ?)",
                        call.arguments()[0],
                        SimulatedNode.LEASE,
                        now(world));
                return Optional.of(world.clock.instant());
            }
            return result;
        }
    }
}
