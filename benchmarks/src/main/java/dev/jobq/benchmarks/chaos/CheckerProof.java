package dev.jobq.benchmarks.chaos;

import java.util.ArrayList;
import java.util.List;

/**
 * Shows that the checker is not blind: histories of a queue with one fault each, and the promise that it has to find broken; and
 * histories with nothing wrong. Made up in memory, so it is run before every run of chaos.
 */
public final class CheckerProof {

    private CheckerProof() {}

    /**
     * What came of it.
     *
     * @param planted how many histories with a fault there were
     * @param sound how many without
     * @param blind what the checker did not see or wrongly saw; empty if it can be relied on
     */
    public record Result(int planted, int sound, List<String> blind) {}

    /** Tries all of them. */
    public static Result run() {
        int planted = 0;
        int sound = 0;
        List<String> blind = new ArrayList<>();
        for (Proof proof :
                List.of(new AttemptProof(), new KindProof(), new LimitProof(), new CrashProof(), new FireProof())) {
            proof.tryAll();
            planted += proof.planted();
            sound += proof.sound();
            blind.addAll(proof.blind());
        }
        return new Result(planted, sound, blind);
    }
}
