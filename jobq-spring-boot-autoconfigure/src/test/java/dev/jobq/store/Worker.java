package dev.jobq.store;

import dev.jobq.JobId;
import dev.jobq.ProcessId;
import dev.jobq.store.EndedAttempt.Report;
import dev.jobq.store.JobExchange.Trade;
import dev.jobq.store.JobExchange.Wanted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** A node that trades by hand. */
final class Worker {

    static final Duration LEASE = Duration.ofSeconds(15);

    private static final AtomicLong PIDS = new AtomicLong(1000);

    private final JobStore store;
    private final ProcessId id;
    private final long node;

    private Worker(JobStore store, ProcessId id, long node) {
        this.store = store;
        this.id = id;
        this.node = node;
    }

    static Worker register(JobStore store) {
        return register(
                store,
                Stream.of(StoreContract.TOPIC, StoreContract.OTHER_TOPIC)
                        .map(Served::unknown)
                        .toList());
    }

    static Worker register(JobStore store, List<Served> serves) {
        ProcessId id = new ProcessId(
                "worker.example.org", PIDS.incrementAndGet(), store.reader().now());
        return new Worker(store, id, store.nodes().register(id, LEASE, serves));
    }

    /** One that carries labels. */
    static Worker labelled(JobStore store, String... labels) {
        ProcessId id = new ProcessId(
                "worker.example.org", PIDS.incrementAndGet(), store.reader().now());
        List<Served> serves = List.of(Served.unknown(StoreContract.TOPIC), Served.unknown(StoreContract.OTHER_TOPIC));
        return new Worker(store, id, store.nodes().register(id, LEASE, serves, List.of(labels)));
    }

    /** One that runs only so many jobs of each topic at once. */
    static Worker register(JobStore store, Map<String, Integer> slots) {
        return register(
                store,
                slots.entrySet().stream()
                        .map(topic -> new Served(topic.getKey(), topic.getValue(), Set.of(), false))
                        .toList());
    }

    ProcessId id() {
        return id;
    }

    long node() {
        return node;
    }

    List<ClaimedJob> claim(String topic, int max) {
        return trade(List.of(), new Wanted(topic, max)).claimed();
    }

    List<ClaimedJob> claim(int max) {
        return claim(StoreContract.TOPIC, max);
    }

    /** Claims the one next job. */
    ClaimedJob claimOne() {
        List<ClaimedJob> claimed = claim(1);
        if (claimed.size() != 1) {
            throw new AssertionError("Nothing to claim");
        }
        return claimed.get(0);
    }

    /** Claims all that there is. */
    List<ClaimedJob> drain(String topic) {
        List<ClaimedJob> all = new ArrayList<>();
        List<ClaimedJob> some = claim(topic, 100);
        while (!some.isEmpty()) {
            all.addAll(some);
            some = claim(topic, 100);
        }
        return all;
    }

    Trade trade(List<EndedAttempt> ended, Wanted... wanted) {
        return store.exchange().trade(node, ended, List.of(wanted));
    }

    /** Ends an attempt; whether its fence still held. */
    boolean end(ClaimedJob job, Move move) {
        return trade(List.of(ended(job, move))).lost().isEmpty();
    }

    boolean launch(ClaimedJob job) {
        return store.exchange().launched(job.job().id(), job.attempt().fence());
    }

    static EndedAttempt ended(ClaimedJob job, Move move) {
        return ended(job, move, null);
    }

    static EndedAttempt ended(ClaimedJob job, Move move, String stats) {
        Instant startedAt = job.claimedAt();
        return new EndedAttempt(
                job.job(), job.attempt(), move, new Report(startedAt, Duration.ofMillis(5), 2_000_000, 4096, stats));
    }

    static List<EndedAttempt> ended(List<ClaimedJob> jobs, Move move) {
        return jobs.stream().map(job -> ended(job, move)).toList();
    }

    static List<JobId> ids(List<ClaimedJob> jobs) {
        return jobs.stream().map(Worker::idOf).toList();
    }

    static List<JobId> ids(Stream<ClaimedJob> jobs) {
        return ids(jobs.toList());
    }

    static JobId idOf(ClaimedJob job) {
        return job.job().id();
    }
}
