package dev.jobq.benchmarks.simulation;

import dev.jobq.JobStatus;
import dev.jobq.benchmarks.simulation.Plant.Fault;
import dev.jobq.benchmarks.simulation.Seam.Call;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.EndedAttempt;
import dev.jobq.store.JobExchange.Trade;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Faults in how ended attempts are recorded. */
final class PlantedEnds {

    private static final String TRADE = "exchange.trade";

    private PlantedEnds() {}

    @SuppressWarnings("unchecked")
    private static List<EndedAttempt> ended(Call call) {
        return (List<EndedAttempt>) call.arguments()[1];
    }

    private static long id(EndedAttempt ended) {
        return ended.job().id().value();
    }

    /** Does something for each attempt that was recorded. */
    private abstract static class AfterEnd implements Fault {

        private final @Nullable JobStatus to;

        AfterEnd(@Nullable JobStatus to) {
            this.to = to;
        }

        @Override
        public @Nullable Object call(Call call, World world) throws Throwable {
            Object result = call.proceed();
            if (call.name().equals(TRADE) && result instanceof Trade trade) {
                for (EndedAttempt ended : ended(call)) {
                    if (!trade.lost().contains(ended)
                            && (to == null || ended.move().to() == to)) {
                        recorded(ended, world);
                    }
                }
            }
            return result;
        }

        abstract void recorded(EndedAttempt ended, World world) throws SQLException;
    }

    static final class NoFenceCheck implements Fault {
        @Override
        public @Nullable Object call(Call call, World world) throws Throwable {
            if (!call.name().equals(TRADE)) {
                return call.proceed();
            }
            List<EndedAttempt> forged = new ArrayList<>();
            for (EndedAttempt ended : ended(call)) {
                List<Long> fence = Tables.numbers(world, "SELECT fence FROM jobq_running WHERE job = ?", id(ended));
                forged.add(fence.isEmpty() ? ended : withFence(ended, fence.get(0)));
            }
            return call.proceedWith(call.arguments()[0], forged, call.arguments()[2]);
        }

        private static EndedAttempt withFence(EndedAttempt ended, long fence) {
            ClaimedJob.Attempt held = ended.attempt();
            return new EndedAttempt(
                    ended.job(),
                    new ClaimedJob.Attempt(held.number(), held.crashes(), fence, held.line()),
                    ended.move(),
                    ended.report());
        }
    }

    static final class LostNotTold implements Fault {
        @Override
        public @Nullable Object call(Call call, World world) throws Throwable {
            Object result = call.proceed();
            return call.name().equals(TRADE) && result instanceof Trade trade
                    ? new Trade(List.of(), trade.busy(), trade.claimed())
                    : result;
        }
    }

    static final class LateEndForced implements Fault {
        @Override
        public @Nullable Object call(Call call, World world) throws Throwable {
            Object result = call.proceed();
            if (!call.name().equals(TRADE) || !(result instanceof Trade trade)) {
                return result;
            }
            List<EndedAttempt> lost = new ArrayList<>(trade.lost());
            for (EndedAttempt ended : trade.lost()) {
                if (ended.move().to() == JobStatus.COMPLETED && force(ended, world)) {
                    lost.remove(ended);
                }
            }
            return new Trade(lost, trade.busy(), trade.claimed());
        }

        private static boolean force(EndedAttempt ended, World world) throws SQLException {
            String topic = ended.job().topic();
            boolean wasReady = Tables.change(world, "DELETE FROM jobq_ready WHERE job = ?", id(ended)) > 0;
            if (!wasReady && Tables.change(world, "DELETE FROM jobq_running WHERE job = ?", id(ended)) == 0) {
                return false;
            }
            Tables.change(
                    world,
                    "INSERT INTO jobq_done (job, topic, status, attempt, crashes, fence, finished_at, result)"
                            + " VALUES (?, ?, 10, ?, 0, ?, 0, ?)",
                    id(ended),
                    topic,
                    ended.attempt().number(),
                    ended.attempt().fence(),
                    ended.move().result());
            Tables.change(
                    world,
                    "UPDATE jobq_counter SET value = value - ? WHERE topic = ? AND status = 3",
                    wasReady ? 1 : 0,
                    topic);
            Tables.change(
                    world,
                    "INSERT INTO jobq_counter VALUES (?, 10, 1) ON CONFLICT (topic, status) DO UPDATE SET value = value + 1",
                    topic);
            return true;
        }
    }

    static final class FailureNotCounted extends AfterEnd {
        FailureNotCounted() {
            super(JobStatus.RETRYABLE);
        }

        @Override
        void recorded(EndedAttempt ended, World world) throws SQLException {
            Tables.change(world, "UPDATE jobq_waiting SET attempt = attempt - 1 WHERE job = ?", id(ended));
        }
    }

    static final class SnoozeCharged extends AfterEnd {
        SnoozeCharged() {
            super(JobStatus.SCHEDULED);
        }

        @Override
        void recorded(EndedAttempt ended, World world) throws SQLException {
            Tables.change(world, "UPDATE jobq_waiting SET attempt = attempt + 1 WHERE job = ?", id(ended));
        }
    }

    static final class KeyFreedByFailure extends AfterEnd {
        KeyFreedByFailure() {
            super(JobStatus.RETRYABLE);
        }

        @Override
        void recorded(EndedAttempt ended, World world) throws SQLException {
            Tables.change(world, "UPDATE jobq_unique SET released = 1 WHERE job = ?", id(ended));
        }
    }

    static final class RoomFreedTwice extends AfterEnd {
        RoomFreedTwice() {
            super(JobStatus.COMPLETED);
        }

        @Override
        void recorded(EndedAttempt ended, World world) throws SQLException {
            Tables.change(
                    world,
                    "UPDATE jobq_room SET queued = queued - 1 WHERE topic = ? AND queued > 0",
                    ended.job().topic());
        }
    }
}
