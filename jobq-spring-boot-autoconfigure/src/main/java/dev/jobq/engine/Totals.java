package dev.jobq.engine;

import dev.jobq.JobStatus;
import dev.jobq.store.EndedAttempt;
import dev.jobq.store.Upkeep;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Adds up ended attempts per day, topic, type and enqueuer, and hands the sums to the store now and then. */
final class Totals {

    private static final long SECONDS_PER_DAY = TimeUnit.DAYS.toSeconds(1);

    private final Upkeep upkeep;
    private Map<Key, Sums> sums = new HashMap<>();

    Totals(Upkeep upkeep) {
        this.upkeep = upkeep;
    }

    synchronized void add(Finished finished) {
        EndedAttempt ended = finished.ended();
        EndedAttempt.Report report = ended.report();
        long second = report.startedAt().plus(report.elapsed()).getEpochSecond();
        Key key = new Key(
                Math.floorDiv(second, SECONDS_PER_DAY),
                ended.job().topic(),
                ended.job().type(),
                finished.attempt().claimed().enqueuedBy(),
                ended.move().to());
        sums.computeIfAbsent(key, unused -> new Sums()).add(report);
    }

    void flush() {
        Map<Key, Sums> taken = take();
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

    private synchronized Map<Key, Sums> take() {
        Map<Key, Sums> taken = sums;
        sums = new HashMap<>();
        return taken;
    }

    private synchronized void putBack(Map<Key, Sums> taken) {
        taken.forEach(
                (key, sum) -> sums.computeIfAbsent(key, unused -> new Sums()).add(sum));
    }

    private record Key(long day, String topic, String type, String enqueuedBy, JobStatus to) {
        Upkeep.Total total(Sums sums) {
            return new Upkeep.Total(LocalDate.ofEpochDay(day), topic, type, enqueuedBy, to, sums.asRecord());
        }
    }

    private static final class Sums {
        private long attempts;
        private Duration elapsed = Duration.ZERO;
        private Duration cpuTime = Duration.ZERO;

        void add(EndedAttempt.Report report) {
            attempts++;
            elapsed = elapsed.plus(report.elapsed());
            cpuTime = cpuTime.plusNanos(Math.max(0, report.cpuNanos()));
        }

        void add(Sums other) {
            attempts += other.attempts;
            elapsed = elapsed.plus(other.elapsed);
            cpuTime = cpuTime.plus(other.cpuTime);
        }

        Upkeep.Sums asRecord() {
            return new Upkeep.Sums(attempts, elapsed, cpuTime);
        }
    }
}
