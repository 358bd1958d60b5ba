package dev.jobq.engine;

import dev.jobq.QueueClosedException;
import dev.jobq.StoreUnavailableException;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.JobExchange;
import dev.jobq.store.JobExchange.Trade;
import dev.jobq.store.JobExchange.Wanted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Trades ended attempts for new ones. What ends while a trade is under way goes with the next one: the busier the node, the
 * larger the batches, without any timer.
 */
final class Dispatcher {

    private final JobExchange exchange;
    private final Membership membership;
    private final Lanes lanes;
    private final AttemptFactory attempts;
    private final Endings endings;
    private final Settlement settlement;
    private final Recorder recorder;

    private List<Finished> unrecorded = new ArrayList<>();
    private volatile boolean isClaiming = true;
    /** Primitive: to note it takes no memory, of which there may be none. */
    private volatile long lastClaim;

    private volatile boolean hasClaimed;

    Dispatcher(
            JobExchange exchange,
            Membership membership,
            Lanes lanes,
            AttemptFactory attempts,
            Endings endings,
            Settlement settlement) {
        this.exchange = exchange;
        this.membership = membership;
        this.lanes = lanes;
        this.attempts = attempts;
        this.endings = endings;
        this.settlement = settlement;
        this.recorder = new Recorder(exchange, lanes, settlement, new PutOff(System::nanoTime));
    }

    /** Trades once; true if another trade should follow at once. */
    boolean trade() {
        trade(membership.holding());
        return isClaiming && membership.holding() != null && lanes.wantJobs();
    }

    /** Has the lanes ask for jobs if the store may have some: for a poll that nothing gave rise to. */
    void look() {
        Registration claimer = membership.holding();
        if (claimer == null || !isClaiming || mayHaveJobs(claimer)) {
            lanes.signal(null);
        }
    }

    /** If it cannot be told, the trade that follows tells why, and records what has ended. */
    private boolean mayHaveJobs(Registration claimer) {
        try {
            return exchange.mayHaveJobs(claimer.node(), lanes.topics());
        } catch (RuntimeException ex) {
            return true;
        }
    }

    /** When to trade again for the sake of those that had to be put off; null if there are none. */
    synchronized @Nullable Duration untilRetry() {
        return recorder.untilRetry();
    }

    /** When to trade again for what limits will let start; null if that is not known, or nothing can be claimed now. */
    @Nullable Duration untilAgain() {
        return isClaiming && membership.holding() != null ? lanes.untilAgain() : null;
    }

    /** Records what has ended and claims nothing. */
    void record() {
        trade(null);
    }

    /** Whether there are ends that are not recorded yet. */
    synchronized boolean hasUnrecorded() {
        return !unrecorded.isEmpty() || !recorder.isEmpty() || !endings.isEmpty();
    }

    /** From now on only records. */
    void stopClaiming() {
        isClaiming = false;
    }

    boolean isClaiming() {
        return isClaiming;
    }

    /** How long ago a job was claimed; null if none was. */
    @Nullable Duration sinceClaim() {
        return hasClaimed ? Duration.ofNanos(System.nanoTime() - lastClaim) : null;
    }

    void claimed() {
        lastClaim = System.nanoTime();
        hasClaimed = true;
    }

    /** This one is claimed by a node of this process, and nobody here will run it. May wait for memory, as nobody else tells. */
    void disown(long node, ClaimedJob job) {
        while (true) {
            try {
                exchange.disown(node, job.job(), job.attempt().fence());
                return;
            } catch (VirtualMachineError ex) {
                Unfailing.pause();
            }
        }
    }

    private synchronized void trade(@Nullable Registration claimer) {
        boolean isLast = claimer == null;
        recorder.moveBusyTo(unrecorded, isLast);
        List<Wanted> wanted = claimer != null && isClaiming ? lanes.beginTrade() : List.of();
        Trade trade = exchange(claimer, wanted);
        if (trade != null) {
            settle(claimer, wanted, trade);
        }
        recorder.retryRefused(isLast);
    }

    private @Nullable Trade exchange(@Nullable Registration claimer, List<Wanted> wanted) {
        boolean isDone = false;
        try {
            // After the slots were counted: whatever freed one of them ended before, and is recorded with what fills
            // it.
            endings.drainTo(unrecorded);
            if (unrecorded.isEmpty() && wanted.isEmpty()) {
                return null;
            }
            if (!unrecorded.isEmpty()) {
                // What they said belongs before their ends, and is refused after.
                attempts.log().flush();
            }
            long node = claimer != null
                    ? claimer.node()
                    : unrecorded.get(0).attempt().registration().node();
            Trade trade = exchange.trade(
                    node, unrecorded.stream().map(Finished::ended).toList(), wanted);
            isDone = true;
            return trade;
        } catch (StoreUnavailableException | QueueClosedException ex) {
            throw ex;
        } catch (RuntimeException ex) {
            recorder.recordOneByOne(unrecorded);
            EngineLog.troubled("A trade with the store", ex, true);
            throw ex;
        } finally {
            if (!isDone) {
                lanes.failTrade(wanted);
            }
        }
    }

    private void settle(@Nullable Registration claimer, List<Wanted> wanted, Trade trade) {
        try {
            // Made before, as nothing may fail between: what is kept for later must not be here as well.
            List<Finished> none = new ArrayList<>();
            List<Finished> recorded = recorder.withoutBusy(unrecorded, trade);
            unrecorded = none;
            settlement.settle(recorded, trade.lost());
        } finally {
            if (claimer != null) {
                take(claimer, wanted, trade);
            }
        }
    }

    /** Hands out what was claimed. */
    private void take(Registration claimer, List<Wanted> wanted, Trade trade) {
        List<Attempt> made = null;
        boolean areAllPlaced = false;
        try {
            if (!trade.claimed().isEmpty()) {
                claimed();
            }
            made = trade.claimed().stream()
                    .map(job -> attempts.of(job, claimer))
                    .toList();
            areAllPlaced = lanes.endTrade(wanted, made, trade.limited());
        } finally {
            if (!areAllPlaced) {
                lanes.failTrade(wanted);
                disownHomeless(claimer, trade.claimed(), made);
            }
        }
    }

    /** What found no place here, for want of memory, is not ours: it goes back as a stray. What found one is left alone. */
    private void disownHomeless(Registration claimer, List<ClaimedJob> claimed, @Nullable List<Attempt> made) {
        for (int i = 0; i < claimed.size(); i++) {
            if (made == null || !lanes.have(made.get(i))) {
                disown(claimer.node(), claimed.get(i));
            }
        }
    }
}
