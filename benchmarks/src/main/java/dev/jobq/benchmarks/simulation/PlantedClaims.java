package dev.jobq.benchmarks.simulation;

import dev.jobq.JobId;
import dev.jobq.JobRef;
import dev.jobq.benchmarks.simulation.Plant.Fault;
import dev.jobq.benchmarks.simulation.Seam.Call;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobExchange.Trade;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Faults in how jobs are claimed. */
final class PlantedClaims {

    private static final String TRADE = "exchange.trade";

    private PlantedClaims() {}

    private static boolean isClaim(Call call) {
        return call.name().equals(TRADE) && !((List<?>) call.arguments()[2]).isEmpty();
    }

    static final class DoubleClaim implements Fault {
        @Override
        public @Nullable Object call(Call call, World world) throws Throwable {
            Object result = call.proceed();
            if (!isClaim(call) || !(result instanceof Trade trade)) {
                return result;
            }
            List<ClaimedJob> claimed = new ArrayList<>(trade.claimed());
            long node = (Long) call.arguments()[0];
            for (long job :
                    Tables.numbers(world, "SELECT job FROM jobq_running WHERE node <> ? ORDER BY job LIMIT 1", node)) {
                claimed.add(again(job, world));
            }
            return new Trade(trade.lost(), trade.busy(), claimed);
        }

        private static ClaimedJob again(long job, World world) throws SQLException {
            long fence = Tables.numbers(world, "SELECT fence FROM jobq_running WHERE job = ?", job)
                    .get(0);
            long attempt = Tables.numbers(world, "SELECT attempt FROM jobq_running WHERE job = ?", job)
                    .get(0);
            long number = Tables.numbers(world, "SELECT CAST(payload AS INTEGER) FROM jobq_job WHERE id = ?", job)
                    .get(0);
            return new ClaimedJob(
                    new JobRef(new JobId(job), world.oracle.workOf(job).topic(), "work"),
                    Long.toString(number),
                    new ClaimedJob.Attempt((int) attempt, 0, fence),
                    JobDraft.Limits.NONE,
                    Instant.EPOCH,
                    "",
                    null);
        }
    }

    static final class OrderIgnored implements Fault {
        @Override
        public @Nullable Object call(Call call, World world) throws Throwable {
            if (isClaim(call)) {
                for (long job : Tables.numbers(
                        world,
                        "SELECT job FROM jobq_waiting WHERE status = 1 AND position IS NOT NULL ORDER BY job DESC LIMIT 1")) {
                    Tables.change(
                            world,
                            "INSERT INTO jobq_ready SELECT w.topic, 0, 0, w.job, w.attempt, w.crashes, w.fence"
                                    + " FROM jobq_waiting w WHERE w.job = ?",
                            job);
                    Tables.change(
                            world,
                            "UPDATE jobq_counter SET value = value + CASE status WHEN 3 THEN 1 ELSE -1 END"
                                    + " WHERE status IN (1, 3) AND topic = (SELECT topic FROM jobq_job WHERE id = ?)",
                            job);
                    Tables.change(world, "DELETE FROM jobq_waiting WHERE job = ?", job);
                }
            }
            return call.proceed();
        }
    }

    static final class SlotForgotten implements Fault {
        @Override
        public @Nullable Object call(Call call, World world) throws Throwable {
            if (isClaim(call)) {
                // Nor are they looked for, as they are just after limits have changed.
                Tables.change(world, "UPDATE jobq_limit SET since = 0");
                Tables.change(world, "DELETE FROM jobq_limit_slot");
            }
            return call.proceed();
        }
    }

    static final class WithoutNode implements Fault {
        @Override
        public @Nullable Object call(Call call, World world) throws Throwable {
            if (!isClaim(call)) {
                return call.proceed();
            }
            long node = (Long) call.arguments()[0];
            int added = Tables.change(
                    world,
                    "INSERT INTO jobq_node (process, topics, lease, seen_at) VALUES (?, '', 0, 0) ON CONFLICT DO NOTHING",
                    node);
            try {
                return call.proceed();
            } finally {
                if (added > 0) {
                    Tables.change(world, "DELETE FROM jobq_node WHERE process = ?", node);
                }
            }
        }
    }
}
