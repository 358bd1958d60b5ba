package dev.jobq.actuate;

import dev.jobq.JobStatus;
import dev.jobq.JobqException;
import dev.jobq.store.JobReader;
import dev.jobq.store.JobStore;
import dev.jobq.store.StoreInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Depths as they were a moment ago: all gauges of one scrape share one look at the store, and however often somebody
 * scrapes, the store is asked once in a while.
 */
final class StoreSnapshot {

    private static final Log log = LogFactory.getLog(StoreSnapshot.class);
    private static final Snapshot EMPTY = new Snapshot(Map.of(), Map.of(), null);

    private final JobStore store;
    private final Duration maxAge;
    private Snapshot latest = EMPTY;
    private long takenAt;
    private boolean isTaken;

    StoreSnapshot(JobStore store, Duration maxAge) {
        this.store = store;
        this.maxAge = maxAge;
    }

    /** The latest look at the store; NaN everywhere while it cannot be read. */
    synchronized Snapshot get() {
        long now = System.nanoTime();
        if (!isTaken || now - takenAt >= maxAge.toNanos()) {
            latest = take();
            takenAt = System.nanoTime();
            isTaken = true;
        }
        return latest;
    }

    private Snapshot take() {
        try {
            JobReader reader = store.reader();
            Instant now = reader.now();
            Map<String, Duration> oldest = new HashMap<>();
            reader.oldestAvailable().forEach((topic, since) -> {
                Duration age = Readings.age(since, now);
                if (age != null) {
                    oldest.put(topic, age);
                }
            });
            return new Snapshot(reader.depths(), oldest, store.info());
        } catch (JobqException ex) {
            log.debug("The store cannot be read for metrics", ex);
            return new Snapshot(null, Map.of(), null);
        }
    }

    /** Depths, ages and sizes; depths and sizes are null when they are not known. */
    record Snapshot(
            @Nullable Map<String, Map<JobStatus, Long>> depths,
            Map<String, Duration> oldest,
            @Nullable StoreInfo info) {

        double bytes() {
            return info == null ? Double.NaN : info.bytes();
        }

        double walBytes() {
            return info == null ? Double.NaN : info.walBytes();
        }

        double depth(String topic, JobStatus status) {
            return depths == null
                    ? Double.NaN
                    : depths.getOrDefault(topic, Map.of()).getOrDefault(status, 0L);
        }

        double oldestSeconds(String topic) {
            return depths == null
                    ? Double.NaN
                    : oldest.getOrDefault(topic, Duration.ZERO).toNanos() / 1e9;
        }
    }
}
