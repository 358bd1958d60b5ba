package dev.jobq.benchmarks.simulation;

import dev.jobq.benchmarks.chaos.Invariant;
import dev.jobq.benchmarks.simulation.Seam.Call;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A fault put into the engine on purpose, and the promise that it breaks. Only simulations know of them. */
@SuppressWarnings("ImmutableEnumChecker") // the faults are functions
public enum Plant {
    NO_FENCE_CHECK(Invariant.I3, "an end is taken from whoever tells it", new PlantedEnds.NoFenceCheck()),
    LOST_NOT_TOLD(Invariant.I3, "a late end is refused, but nobody is told", new PlantedEnds.LostNotTold()),
    LATE_END_FORCED(Invariant.I3, "a late end is taken, whoever runs the job", new PlantedEnds.LateEndForced()),
    FAILURE_NOT_COUNTED(Invariant.I11, "a failed attempt does not count", new PlantedEnds.FailureNotCounted()),
    SNOOZE_CHARGED(Invariant.I11, "a snooze counts as an attempt", new PlantedEnds.SnoozeCharged()),
    KEY_FREED_BY_FAILURE(Invariant.I5, "a failure frees the unique key", new PlantedEnds.KeyFreedByFailure()),
    ROOM_FREED_TWICE(Invariant.I7, "an end frees room for two", new PlantedEnds.RoomFreedTwice()),
    DOUBLE_CLAIM(Invariant.I2, "a claim also takes what others run", new PlantedClaims.DoubleClaim()),
    ORDER_IGNORED(Invariant.I4, "a claim does not wait for the head of a line", new PlantedClaims.OrderIgnored()),
    CLAIM_WITHOUT_NODE(Invariant.I8, "a claim does not ask whether its node is there", new PlantedClaims.WithoutNode()),
    RESCUE_WITHOUT_CHECK(Invariant.I2, "a rescue takes from those who live", new PlantedRescues.WithoutCheck()),
    RESCUE_FORGETS_JOBS(Invariant.I6, "a rescue removes the node's jobs with it", new PlantedRescues.ForgetsJobs()),
    RESCUE_FORGETS_NODE(Invariant.I8, "a rescue removes the node before its jobs", new PlantedRescues.ForgetsNode()),
    NOBODY_TOLD(Invariant.I3, "a handler whose fence is over is not told", (call, world) -> call.proceed()),
    CRASH_NOT_COUNTED(Invariant.I11, "a rescue counts no crashes", new PlantedRescues.CrashNotCounted()),
    AHEAD_COUNTED(Invariant.I11, "what was only claimed ahead counts a crash", new PlantedRescues.AheadCounted()),
    SLOT_FORGOTTEN(Invariant.I7, "a claim takes no slot of a limit", new PlantedClaims.SlotForgotten()),
    FIRED_TWICE(Invariant.I6, "a schedule fires a time twice", new PlantedIntakes.FiredTwice()),
    CRASH_CHARGED(Invariant.I11, "a crash counts as a failure", new PlantedRescues.CrashCharged()),
    FENCE_REUSED(Invariant.I2, "a rescued job gets the fence it had", new PlantedRescues.FenceReused()),
    RESCUE_MISCOUNTS(Invariant.I6, "a rescue counts its jobs twice", new PlantedRescues.Miscounts()),
    LEASE_IGNORED(Invariant.I2, "a node runs on when its lease is over", (call, world) -> call.proceed()),
    LATE_HEARTBEAT_ACCEPTED(Invariant.I2, "a heartbeat brings a node back", new PlantedRescues.LateHeartbeat()),
    CLOCK_TRUSTED(Invariant.I2, "nobody sees that the clock was set", (call, world) -> call.proceed()),
    ACK_BEFORE_COMMIT(Invariant.I1, "an enqueue returns before it is safe", new PlantedIntakes.AckBeforeCommit()),
    OUTSIDE_THE_TRANSACTION(Invariant.I6, "an enqueue ignores its transaction", new PlantedIntakes.Outside()),
    UNIQUE_IGNORED(Invariant.I5, "a unique key is not looked at", new PlantedIntakes.UniqueIgnored()),
    BACK_PRESSURE_IGNORED(Invariant.I7, "a limit is not looked at", new PlantedIntakes.LimitIgnored()),
    STAGING_LOSES(
            Invariant.I6,
            "a job that is due is taken from one place and put nowhere",
            new PlantedIntakes.StagingLoses());

    private final Invariant breaks;
    private final String what;
    private final Fault fault;

    Plant(Invariant breaks, String what, Fault fault) {
        this.breaks = breaks;
        this.what = what;
        this.fault = fault;
    }

    /** How it does things wrong. */
    @FunctionalInterface
    interface Fault {
        @Nullable Object call(Call call, World world) throws Throwable;
    }

    /** The promise it breaks. */
    public Invariant breaks() {
        return breaks;
    }

    /** What is wrong. */
    public String what() {
        return what;
    }

    /** Its name on the command line. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Nullable Object call(Call call, World world) throws Throwable {
        return fault.call(call, world);
    }
}
