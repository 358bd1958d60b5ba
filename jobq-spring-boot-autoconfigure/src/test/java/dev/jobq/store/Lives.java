package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;

import dev.jobq.JobId;
import dev.jobq.JobStatus;
import java.time.Duration;

/** Brings a job to any status that a job which the engine runs can have, by the moves that lead there. */
final class Lives {

    static final Duration LATER = Duration.ofHours(1);

    private Lives() {}

    static JobId jobIn(JobStatus status, StoreContract contract) {
        return switch (status) {
            case AVAILABLE -> contract.enqueueOne();
            case SCHEDULED -> contract.enqueueOne(draft().delay(LATER));
            case EXECUTING -> Worker.idOf(claimed(contract));
            case LAUNCHED -> launched(contract);
            case RETRYABLE -> ended(contract, Move.retry(LATER, StoreContract.FAILURE));
            case PARKED -> ended(contract, Move.park("No handler for this type"));
            case COMPLETED -> ended(contract, Move.completed("{\"sent\":true}"));
            case DISCARDED -> ended(contract, Move.discard("Address is wrong", StoreContract.FAILURE));
            case CANCELLED -> ended(contract, Move.cancel("Not wanted"));
            case HELD, BLOCKED -> throw new IllegalArgumentException("Nothing makes a job " + status + " yet");
        };
    }

    /** First in line whatever else waits, so that it is the one that the claim takes. */
    private static ClaimedJob claimed(StoreContract contract) {
        JobId id = contract.enqueueOne(draft().priority(9));
        ClaimedJob claimed = contract.worker.claimOne();
        if (!Worker.idOf(claimed).equals(id)) {
            throw new AssertionError("Claimed " + claimed + " instead of " + id);
        }
        return claimed;
    }

    private static JobId launched(StoreContract contract) {
        ClaimedJob claimed = claimed(contract);
        contract.worker.launch(claimed);
        return Worker.idOf(claimed);
    }

    private static JobId ended(StoreContract contract, Move move) {
        ClaimedJob claimed = claimed(contract);
        contract.worker.end(claimed, move);
        return Worker.idOf(claimed);
    }
}
