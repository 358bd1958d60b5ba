package dev.jobq.engine;

import dev.jobq.JobError;
import dev.jobq.JobStatus;
import dev.jobq.handler.ErrorHandlers;
import dev.jobq.handler.ErrorHandlers.FailedAttempt;
import dev.jobq.store.EndedAttempt;
import dev.jobq.store.JobReader;
import dev.jobq.store.Move;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** What follows once the ends of attempts are recorded: counting, telling error handlers, timing the next attempt. */
final class Settlement {

    private final Lanes lanes;
    private final Totals totals;
    private final Consumer<Duration> dueIn;
    private final ErrorHandlers errorHandlers;
    private final JobReader reader;

    /**
     * @param dueIn is told when a job will be due
     */
    Settlement(Lanes lanes, Totals totals, Consumer<Duration> dueIn, ErrorHandlers errorHandlers, JobReader reader) {
        this.lanes = lanes;
        this.totals = totals;
        this.dueIn = dueIn;
        this.errorHandlers = errorHandlers;
        this.reader = reader;
    }

    /** Whatever fails, all of them are settled in the end. */
    void settle(List<Finished> recorded, List<EndedAttempt> lost) {
        Set<EndedAttempt> gone = lost.isEmpty() ? Set.of() : identities(lost);
        for (int i = 0; i < recorded.size(); i++) {
            Finished finished = recorded.get(i);
            Lane lane = lanes.of(finished.attempt().topic());
            if (lane != null && isSettled(finished, gone, lane)) {
                lane.outbox().settled();
            }
        }
    }

    private static Set<EndedAttempt> identities(List<EndedAttempt> lost) {
        while (true) {
            try {
                Set<EndedAttempt> gone = Collections.newSetFromMap(new IdentityHashMap<>());
                gone.addAll(lost);
                return gone;
            } catch (VirtualMachineError ex) {
                Unfailing.pause();
            }
        }
    }

    private boolean isSettled(Finished finished, Set<EndedAttempt> gone, Lane lane) {
        try {
            if (!gone.isEmpty() && gone.contains(finished.ended())) {
                EngineLog.lost(finished.ended());
                return true;
            }
            return settle(finished, lane);
        } catch (RuntimeException | Error ex) {
            EngineLog.troubled("What follows the end of a job", ex, true);
            return true;
        }
    }

    /** False if somebody is still to be told of it. */
    private boolean settle(Finished finished, Lane lane) {
        EndedAttempt ended = finished.ended();
        Move move = ended.move();
        if (move.to() != JobStatus.AVAILABLE) {
            EngineLog.recorded(ended);
            totals.add(finished);
        }
        if (move.delay() != null) {
            dueIn.accept(move.delay());
        } else if (move.isToBack()) {
            dueIn.accept(Duration.ZERO);
        }
        if (move.error() != null && errorHandlers.wants(ended.job().topic())) {
            tell(finished, move.error(), lane);
            return false;
        }
        return true;
    }

    /** On the topic's own threads: error handlers are the application's, and may be slow. */
    private void tell(Finished finished, Move.Failure error, Lane lane) {
        EndedAttempt ended = finished.ended();
        JobError told = new JobError(
                ended.attempt().number(),
                ended.report().startedAt().plus(ended.report().elapsed()),
                error.type(),
                error.message(),
                error.stack());
        FailedAttempt failed = new FailedAttempt(
                ended.job(),
                told,
                finished.attempt().claimed().payload(),
                () -> reader.get(ended.job().id()));
        lane.settle(() -> errorHandlers.tell(failed));
    }
}
