package dev.jobq.benchmarks.chaos;

import dev.jobq.benchmarks.machine.Database;
import dev.jobq.benchmarks.measure.Figures;
import dev.jobq.benchmarks.measure.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the histories and the database say at a quiet moment.
 *
 * @param violations broken promises
 * @param jobs jobs that exist
 * @param attempts handlers begun
 * @param lateEnds handlers that reached their end with a fence that was over by then: each was refused, or a promise is broken
 * @param reruns how long jobs of killed processes waited for their next attempt
 */
record Findings(List<Violation> violations, long jobs, long attempts, long lateEnds, Figures reruns) {

    static Findings of(Path histories, Database database, List<Fault> faults) throws IOException, SQLException {
        List<Deed> deeds = History.readAll(histories);
        FinalState state = FinalState.read(database.url());
        return new Findings(
                new HistoryChecker(faults).check(deeds, state),
                state.all(),
                deeds.stream().filter(deed -> deed.kind() == Deed.Kind.STARTED).count(),
                deeds.stream()
                        .filter(deed -> deed.kind() == Deed.Kind.ENDED)
                        .filter(deed -> {
                            FinalState.Ended ended = state.ended().get(deed.job());
                            return ended != null && ended.fence() != deed.fence();
                        })
                        .count(),
                reruns(deeds, faults));
    }

    private static Figures reruns(List<Deed> deeds, List<Fault> faults) {
        Map<Long, Long> killed = faults.stream()
                .filter(fault -> fault.to() == Long.MAX_VALUE)
                .collect(Collectors.toMap(Fault::process, Fault::from, Math::max));
        Map<Long, List<Deed>> byJob = deeds.stream()
                .filter(deed -> deed.kind() != Deed.Kind.ACKNOWLEDGED)
                .sorted(Comparator.comparingLong(Deed::fence).thenComparingLong(Deed::nanos))
                .collect(Collectors.groupingBy(Deed::job));
        Samples millis = new Samples();
        for (List<Deed> its : byJob.values()) {
            for (int i = 0; i + 1 < its.size(); i++) {
                Deed deed = its.get(i);
                Long at = killed.get(deed.process());
                // Killed while it ran: a beginning without an end, and another beginning after the kill.
                if (deed.kind() == Deed.Kind.STARTED
                        && its.get(i + 1).kind() == Deed.Kind.STARTED
                        && at != null
                        && deed.nanos() < at) {
                    millis.add((its.get(i + 1).nanos() - at) / 1e6);
                }
            }
        }
        Figures figures = new Figures().and("reruns", millis.size());
        return millis.size() == 0
                ? figures
                : figures.and("rerunP50Millis", millis.median())
                        .and("rerunP99Millis", millis.percentile(0.99))
                        .and("rerunMaxMillis", millis.max());
    }
}
