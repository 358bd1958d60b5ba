package dev.jobq.engine;

import dev.jobq.store.JobExchange;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Where attempts end that do so in transactions of the application's.
 *
 * @param exchange writes the ends
 * @param results writes what jobs result in
 * @param totals counts ends that were committed
 * @param dueIn is told when a job will be due
 */
record JointEnds(JobExchange exchange, ResultWriter results, Totals totals, Consumer<Duration> dueIn) {

    /** What follows the commit. Quick, as the handler waits for it. */
    void record(Finished finished) {
        EngineLog.recorded(finished.ended());
        totals.add(finished);
        Duration delay = finished.ended().move().delay();
        if (delay != null) {
            dueIn.accept(delay);
        } else if (finished.ended().move().isToBack()) {
            dueIn.accept(Duration.ZERO);
        }
    }
}
