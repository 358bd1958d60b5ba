package dev.jobq.engine;

import dev.jobq.QueueClosedException;
import dev.jobq.StoreUnavailableException;
import dev.jobq.store.EndedAttempt;
import dev.jobq.store.JobExchange;
import dev.jobq.store.JobExchange.Trade;
import dev.jobq.store.Move;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Records ends by themselves that cannot be recorded with all others, and keeps those that cannot be recorded now. Whatever
 * fails, an end is either settled or still where it was. Not thread-safe.
 */
final class Recorder {

    private static final Duration AFTER_REFUSAL = Duration.ofSeconds(15);

    private final JobExchange exchange;
    private final Lanes lanes;
    private final Settlement settlement;
    private final PutOff putOff;

    Recorder(JobExchange exchange, Lanes lanes, Settlement settlement, PutOff putOff) {
        this.exchange = exchange;
        this.lanes = lanes;
        this.settlement = settlement;
        this.putOff = putOff;
    }

    /** Whether it keeps none. */
    boolean isEmpty() {
        return putOff.isEmpty();
    }

    /** When those that it keeps are to be tried again; null if there are none. */
    @Nullable Duration untilRetry() {
        return putOff.untilRetry();
    }

    /** Moves those that were busy to what is to be traded, if their time has come. */
    void moveBusyTo(List<Finished> unrecorded, boolean isLast) {
        putOff.moveBusyTo(unrecorded, isLast);
    }

    /** What was recorded of a trade; the others are kept for later. */
    List<Finished> withoutBusy(List<Finished> traded, Trade trade) {
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

    /** One end that the store refuses must not hold up all others. Those that cannot be tried now stay in the list. */
    void recordOneByOne(List<Finished> unrecorded) {
        int tried = 0;
        while (tried < unrecorded.size()) {
            Finished finished = unrecorded.get(tried);
            boolean isKept = false;
            try {
                record(finished);
            } catch (StoreUnavailableException | QueueClosedException ex) {
                isKept = true;
            } catch (RuntimeException ex) {
                EngineLog.refused(finished.ended(), ex);
                putOff.refused(finished);
            }
            // Not before: one that fails with an Error stays, with all after it.
            if (isKept) {
                tried++;
            } else {
                unrecorded.remove(tried);
            }
        }
    }

    /** Tries those that were refused, if their time has come: each by itself, as a trade with one of them would fail as a whole. */
    void retryRefused(boolean isLast) {
        putOff.retryRefused(isLast, this::isOver);
    }

    /**
     * The store takes neither what it ended with nor that it failed, so it is not for what it says: it is tried for a while.
     * Then the job is nobody's, and goes back to where others may run it.
     */
    private boolean isOver(PutOff.Refused again) {
        Finished finished = again.finished();
        try {
            record(finished);
        } catch (StoreUnavailableException | QueueClosedException ex) {
            return false;
        } catch (RuntimeException ex) {
            if (!again.isOverdue()) {
                return false;
            }
            EngineLog.disowned(finished.ended(), ex);
            EndedAttempt ended = finished.ended();
            long node = finished.attempt().registration().node();
            exchange.disown(node, ended.job(), ended.attempt().fence());
            settlement.settle(List.of(finished), List.of(ended));
        }
        return true;
    }

    private void record(Finished finished) {
        try {
            recordAs(finished);
        } catch (StoreUnavailableException | QueueClosedException ex) {
            throw ex;
        } catch (RuntimeException ex) {
            // The store does not take what it ended with: then it failed with that.
            EndedAttempt ended = finished.ended();
            Move failed = afterRefusal(finished, ex);
            recordAs(new Finished(
                    finished.attempt(),
                    new EndedAttempt(
                            ended.job(), ended.attempt(), failed, ended.report().withoutStats())));
        }
    }

    private Move afterRefusal(Finished finished, RuntimeException reason) {
        Attempt attempt = finished.attempt();
        Lane lane = lanes.of(attempt.topic());
        return lane == null
                ? Move.retry(AFTER_REFUSAL, Failures.thrown(reason))
                : lane.verdict(attempt).onRefusal(finished.ended().move(), reason, AFTER_REFUSAL);
    }

    private void recordAs(Finished finished) {
        long node = finished.attempt().registration().node();
        Trade trade = exchange.trade(node, List.of(finished.ended()), List.of());
        settlement.settle(withoutBusy(List.of(finished), trade), trade.lost());
    }
}
