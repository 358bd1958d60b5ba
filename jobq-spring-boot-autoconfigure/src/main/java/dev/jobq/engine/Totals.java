package dev.jobq.engine;

import dev.jobq.JobStatus;
import dev.jobq.store.EndedAttempt;
import dev.jobq.store.Upkeep;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Adds up ended attempts per day, topic, type and enqueuer, and hands the sums to the store now and then. */
final class Totals {

    private final Upkeep upkeep;
    private Map<Key, Upkeep.Sums> sums = new HashMap<>();

    Totals(Upkeep upkeep) {
        this.upkeep = upkeep;
    }

    synchronized void add(Finished finished) {
        EndedAttempt ended = finished.ended();
        EndedAttempt.Report report = ended.report();
        LocalDate day = LocalDate.ofInstant(report.startedAt().plus(report.elapsed()), ZoneOffset.UTC);
        Key key = new Key(
                day,
                ended.job().topic(),
                ended.job().type(),
                finished.attempt().claimed().enqueuedBy(),
                ended.move().to());
        Duration cpuTime = Duration.ofNanos(Math.max(0, report.cpuNanos()));
        sums.merge(key, new Upkeep.Sums(1, report.elapsed(), cpuTime), Upkeep.Sums::plus);
    }

    void flush() {
        Map<Key, Upkeep.Sums> taken = take();
        if (taken.isEmpty()) {
            return;
        }
        List<Upkeep.Total> totals = taken.entrySet().stream()
                .map(entry -> entry.getKey().total(entry.getValue()))
                .toList();
        try {
            upkeep.addTotals(totals);
        } catch (RuntimeException ex) {
            putBack(taken);
            throw ex;
        }
    }

    private synchronized Map<Key, Upkeep.Sums> take() {
        Map<Key, Upkeep.Sums> taken = sums;
        sums = new HashMap<>();
        return taken;
    }

    private synchronized void putBack(Map<Key, Upkeep.Sums> taken) {
        taken.forEach((key, sum) -> sums.merge(key, sum, Upkeep.Sums::plus));
    }

    private record Key(LocalDate day, String topic, String type, String enqueuedBy, JobStatus to) {
        Upkeep.Total total(Upkeep.Sums sums) {
            return new Upkeep.Total(day, topic, type, enqueuedBy, to, sums);
        }
    }
}
