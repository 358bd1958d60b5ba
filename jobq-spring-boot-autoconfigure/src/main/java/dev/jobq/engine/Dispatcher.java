package dev.jobq.engine;

import dev.jobq.QueueClosedException;
import dev.jobq.StoreUnavailableException;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.EndedAttempt;
import dev.jobq.store.JobExchange;
import dev.jobq.store.JobExchange.Trade;
import dev.jobq.store.JobExchange.Wanted;
import dev.jobq.store.Move;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Trades ended attempts for new ones. What ends while a trade is under way goes with the next one: the busier the node, the
 * larger the batches, without any timer.
 */
final class Dispatcher {

    private static final Duration AFTER_REFUSAL = Duration.ofSeconds(15);

    private final JobExchange exchange;
    private final Membership membership;
    private final Lanes lanes;
    private final AttemptFactory attempts;
    private final Endings endings;
    private final Settlement settlement;

    private final PutOff putOff = new PutOff();
    private List<Finished> unrecorded = new ArrayList<>();
    private volatile boolean isClaiming = true;
    private volatile @Nullable Long lastClaim;

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
    }

    /** Trades once; true if another trade should follow at once. */
    boolean trade() {
        trade(membership.holding());
        return isClaiming && membership.holding() != null && lanes.wantJobs();
    }

    /** When to trade again for the sake of those that had to be put off; null if there are none. */
    synchronized @Nullable Duration untilRetry() {
        return putOff.untilRetry();
    }

    /** When to trade again for what limits will let start; null if that is not known, or nothing can be claimed now. */
    @Nullable Duration untilAgain() {
        return isClaiming && membership.holding() != null ? lanes.untilAgain() : null;
    }

    /** Records what has ended and claims nothing. */
    void record() {
        trade(null);
    }

    /** Whether there are ends that could not be recorded when they came. */
    synchronized boolean hasPutOff() {
        return !putOff.isEmpty();
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
        Long at = lastClaim;
        return at == null ? null : Duration.ofNanos(System.nanoTime() - at);
    }

    void claimed() {
        lastClaim = System.nanoTime();
    }

    private synchronized void trade(@Nullable Registration claimer) {
        endings.drainTo(unrecorded);
        unrecorded.addAll(putOff.takeBusy(claimer == null));
        // By themselves, as a trade with one of them would fail as a whole.
        putOff.takeRefused(claimer == null).forEach(this::recordRefused);
        List<Wanted> wanted = claimer != null && isClaiming ? lanes.beginTrade() : List.of();
        if (unrecorded.isEmpty() && wanted.isEmpty()) {
            return;
        }
        Trade trade = exchange(claimer, wanted);
        try {
            List<Finished> recorded = withoutBusy(unrecorded, trade);
            unrecorded = new ArrayList<>();
            settlement.settle(recorded, trade.lost());
        } finally {
            if (claimer != null) {
                take(claimer, wanted, trade);
            }
        }
    }

    /** Hands out what was claimed. What finds no place here, for want of memory, is not ours: it goes back as a stray. */
    private void take(Registration claimer, List<Wanted> wanted, Trade trade) {
        List<ClaimedJob> homeless = trade.claimed();
        boolean isEnded = false;
        try {
            if (!trade.claimed().isEmpty()) {
                claimed();
            }
            List<Attempt> made = trade.claimed().stream()
                    .map(job -> attempts.of(job, claimer))
                    .toList();
            homeless = lanes.endTrade(wanted, made, trade.limited());
            isEnded = true;
        } finally {
            if (!isEnded) {
                lanes.failTrade(wanted);
            }
            disown(claimer.node(), homeless);
        }
    }

    /** These are claimed by a node of this process, and nobody here will run them. */
    void disown(long node, List<ClaimedJob> jobs) {
        for (ClaimedJob job : jobs) {
            exchange.disown(node, job.job(), job.attempt().fence());
        }
    }

    /** The others are kept for later. */
    private List<Finished> withoutBusy(List<Finished> traded, Trade trade) {
        if (trade.busy().isEmpty()) {
            return traded;
        }
        Set<EndedAttempt> busy = Collections.newSetFromMap(new IdentityHashMap<>());
        busy.addAll(trade.busy());
        List<Finished> others = new ArrayList<>();
        List<Finished> later = new ArrayList<>();
        for (Finished finished : traded) {
            (busy.contains(finished.ended()) ? later : others).add(finished);
        }
        putOff.busy(later);
        return others;
    }

    private Trade exchange(@Nullable Registration claimer, List<Wanted> wanted) {
        boolean isDone = false;
        try {
            if (!unrecorded.isEmpty()) {
                // What they said belongs before their ends, and is refused after.
                attempts.log().flush();
            }
            long node = claimer != null
                    ? claimer.node()
                    : unrecorded.get(0).attempt().registration().node();
            Trade trade = exchange.trade(node, ended(unrecorded), wanted);
            isDone = true;
            return trade;
        } catch (StoreUnavailableException | QueueClosedException ex) {
            throw ex;
        } catch (RuntimeException ex) {
            recordOneByOne(ex);
            throw ex;
        } finally {
            if (!isDone) {
                lanes.failTrade(wanted);
            }
        }
    }

    /** One end that the store refuses must not hold up all others. */
    private void recordOneByOne(RuntimeException reason) {
        List<Finished> left = new ArrayList<>(unrecorded.size());
        // One that fails with an Error, and all after it, stay.
        while (!unrecorded.isEmpty()) {
            Finished finished = unrecorded.get(0);
            try {
                record(finished);
            } catch (StoreUnavailableException | QueueClosedException ex) {
                left.add(finished);
            } catch (RuntimeException ex) {
                EngineLog.refused(finished.ended(), ex);
                putOff.refused(finished);
            }
            unrecorded.remove(0);
        }
        unrecorded = left;
        EngineLog.troubled("A trade with the store", reason, true);
    }

    /**
     * The store takes neither what it ended with nor that it failed, so it is not for what it says: it is tried for a while.
     * Then the job is nobody's, and goes back to where others may run it.
     */
    private void recordRefused(PutOff.Refused again) {
        Finished finished = again.finished();
        try {
            record(finished);
        } catch (StoreUnavailableException | QueueClosedException ex) {
            unrecorded.add(finished);
        } catch (RuntimeException ex) {
            if (!putOff.refusedAgain(again)) {
                EngineLog.disowned(finished.ended(), ex);
                EndedAttempt ended = finished.ended();
                long node = finished.attempt().registration().node();
                exchange.disown(node, ended.job(), ended.attempt().fence());
                settlement.settle(List.of(finished), List.of(finished.ended()));
            }
        }
    }

    private void record(Finished finished) {
        try {
            recordAs(finished);
        } catch (StoreUnavailableException | QueueClosedException ex) {
            throw ex;
        } catch (RuntimeException ex) {
            // The store does not take what it ended with: then it failed with that.
            EndedAttempt ended = finished.ended();
            Move failed = Move.retry(AFTER_REFUSAL, Failures.thrown(ex));
            recordAs(new Finished(
                    finished.attempt(),
                    new EndedAttempt(
                            ended.job(), ended.attempt(), failed, ended.report().withoutStats())));
        }
    }

    private void recordAs(Finished finished) {
        long node = finished.attempt().registration().node();
        Trade trade = exchange.trade(node, List.of(finished.ended()), List.of());
        settlement.settle(withoutBusy(List.of(finished), trade), trade.lost());
    }

    private static List<EndedAttempt> ended(List<Finished> finished) {
        return finished.stream().map(Finished::ended).toList();
    }
}
