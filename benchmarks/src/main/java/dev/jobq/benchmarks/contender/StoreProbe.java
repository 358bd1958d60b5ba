package dev.jobq.benchmarks.contender;

import dev.jobq.JobStatus;
import dev.jobq.ProcessId;
import dev.jobq.benchmarks.measure.Samples;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.EndedAttempt;
import dev.jobq.store.JobExchange.Wanted;
import dev.jobq.store.JobStore;
import dev.jobq.store.Move;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A node that claims and ends jobs of jobq's store itself, to see how long that takes. */
public final class StoreProbe implements AutoCloseable {

    private static final Duration LEASE = Duration.ofHours(1);

    private final JobStore store;
    private final long node;
    private final Samples claims = new Samples();
    private final Samples ends = new Samples();
    private double lastClaimMicros;
    private List<ClaimedJob> kept = List.of();

    public StoreProbe(JobStore store) {
        this.store = store;
        node = store.nodes().register(ProcessId.ofThisProcess(Instant.now()), List.of(JobqContender.TOPIC), LEASE);
    }

    /** Claims up to so many jobs, then ends them, each on its own; gives how many. */
    public int trade(int most) {
        long start = System.nanoTime();
        List<ClaimedJob> claimed = store.exchange()
                .trade(node, List.of(), List.of(new Wanted(JobqContender.TOPIC, most)))
                .claimed();
        long end = System.nanoTime();
        if (!claimed.isEmpty()) {
            store.exchange().trade(node, claimed.stream().map(StoreProbe::ended).toList(), List.of());
            lastClaimMicros = Samples.micros(end - start);
            claims.add(lastClaimMicros);
            ends.addMicrosSince(end);
        }
        return claimed.size();
    }

    /** Claims one job and keeps it for {@link #endOne}; whether there was one. */
    boolean claimOne() {
        kept = store.exchange()
                .trade(node, List.of(), List.of(new Wanted(JobqContender.TOPIC, 1)))
                .claimed();
        return !kept.isEmpty();
    }

    /** Ends the one. */
    void endOne() {
        store.exchange().trade(node, kept.stream().map(StoreProbe::ended).toList(), List.of());
    }

    /** Claims so many jobs and keeps them. */
    public void hold(int jobs) {
        store.exchange().trade(node, List.of(), List.of(new Wanted(JobqContender.TOPIC, jobs)));
    }

    /** Claims and keeps jobs until none is left that may be claimed at once. */
    public void holdAll(int most) {
        while (store.reader()
                        .depths()
                        .getOrDefault(JobqContender.TOPIC, Map.of())
                        .getOrDefault(JobStatus.AVAILABLE, 0L)
                > 0) {
            hold(most);
        }
    }

    /** Microseconds of the latest claim that found something. */
    public double lastClaimMicros() {
        return lastClaimMicros;
    }

    /** Microseconds of every claim that found something. */
    public Samples claims() {
        return claims;
    }

    /** Microseconds of every end. */
    public Samples ends() {
        return ends;
    }

    private static EndedAttempt ended(ClaimedJob job) {
        return new EndedAttempt(
                job.job(),
                job.attempt(),
                Move.completed(null),
                new EndedAttempt.Report(job.claimedAt(), Duration.ZERO, -1, -1, null));
    }

    @Override
    public void close() {
        store.nodes().unregister(node);
    }
}
