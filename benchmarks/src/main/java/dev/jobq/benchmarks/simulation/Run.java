package dev.jobq.benchmarks.simulation;

import dev.jobq.benchmarks.chaos.Deed.Kind;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.EndedAttempt;
import dev.jobq.store.Move;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** An attempt that a node holds: claimed, then running, then ended and to be told. */
final class Run {

    private final World world;
    private final long process;
    private final ClaimedJob claimed;
    private final Work work;
    private long dueAt;
    private boolean isRunning;
    private boolean isCancelled;
    private @Nullable EndedAttempt ended;

    Run(World world, long process, ClaimedJob claimed) {
        this.world = world;
        this.process = process;
        this.claimed = claimed;
        int number = Integer.parseInt(claimed.payload());
        this.work = world.works.getOrDefault(number, Work.ofPayload(number));
        this.dueAt = world.clock.micros();
    }

    long job() {
        return claimed.job().id().value();
    }

    long fence() {
        return claimed.attempt().fence();
    }

    String topic() {
        return claimed.job().topic();
    }

    /** When it goes on; never by itself once it has ended. */
    long dueAt() {
        return ended == null ? dueAt : Long.MAX_VALUE;
    }

    boolean isRunning() {
        return isRunning;
    }

    boolean hasEnded() {
        return ended != null;
    }

    EndedAttempt ended() {
        if (ended == null) {
            throw new IllegalStateException("it runs");
        }
        return ended;
    }

    void putOff(long until) {
        dueAt = until;
    }

    void cancel() {
        isCancelled = true;
    }

    void begin() {
        isRunning = true;
        world.deed(Kind.STARTED, process, job(), fence());
        dueAt = world.clock.micros() + world.random.nextInt(1_000, 600_000);
    }

    /** Ends as the work wants it. */
    void end() {
        isRunning = false;
        ended = new EndedAttempt(
                claimed.job(), claimed.attempt(), move(), report(claimed.claimedAt(), Duration.ofMillis(1)));
    }

    static EndedAttempt.Report report(Instant startedAt, Duration elapsed) {
        return new EndedAttempt.Report(startedAt, elapsed, -1, -1, null);
    }

    /** Whether one of its topic that was claimed before it has not begun. */
    boolean isBehind(Collection<Run> inOrder) {
        for (Run other : inOrder) {
            if (other == this) {
                return false;
            }
            if (other.topic().equals(topic()) && !other.isRunning() && !other.hasEnded()) {
                return true;
            }
        }
        return false;
    }

    private Move move() {
        if (isCancelled) {
            told(Kind.INTERRUPTED);
            return Move.cancel("on request");
        }
        if (world.failures.merge(work.number(), 1, Integer::sum) <= work.failures()) {
            told(Kind.FAILED);
            return Move.retry(
                    Duration.ofMillis(world.random.nextInt(1, 300)), new Move.Failure("planned", "on purpose", "here"));
        }
        if (work.whim() != Work.Whim.NONE && world.whims.add(work.number())) {
            switch (work.whim()) {
                case SNOOZE -> {
                    told(Kind.SNOOZED);
                    return Move.snooze(Duration.ofMillis(world.random.nextInt(1, 300)));
                }
                case TO_BACK -> {
                    told(Kind.PUT_OFF);
                    return Move.toBack();
                }
                default -> {
                    told(Kind.GIVEN_UP);
                    return Move.discard("given up", null);
                }
            }
        }
        told(Kind.ENDED);
        return Move.completed(Long.toString(fence()));
    }

    private void told(Kind kind) {
        world.deed(kind, process, job(), fence());
    }
}
