package dev.jobq.engine;

import dev.jobq.ProcessId;
import dev.jobq.store.JobExchange.Limited;
import dev.jobq.store.JobExchange.Wanted;
import dev.jobq.store.Served;
import dev.jobq.store.TopicControl;
import dev.jobq.store.WorkerView.Load;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All lanes, the most important first. */
final class Lanes {

    private final Map<String, Lane> byTopic;
    private final Quarantine quarantine;
    private final BooleanSupplier roomForEvents;

    /**
     * @param quarantine takes jobs that must not run beside others
     * @param roomForEvents whether the events that new jobs make can be taken; while not, no jobs are wanted
     */
    Lanes(Map<String, Lane> byTopic, Quarantine quarantine, BooleanSupplier roomForEvents) {
        this.byTopic = byTopic;
        this.quarantine = quarantine;
        this.roomForEvents = roomForEvents;
    }

    /** Whether the events that new jobs make can be taken. */
    boolean haveRoomForEvents() {
        return roomForEvents.getAsBoolean();
    }

    List<String> topics() {
        return List.copyOf(byTopic.keySet());
    }

    List<Served> served() {
        return byTopic.values().stream().map(lane -> lane.terms().served()).toList();
    }

    @Nullable Lane of(String topic) {
        return byTopic.get(topic);
    }

    /** The store may have jobs in a topic, or in any when null; true if that concerns this node. */
    boolean signal(@Nullable String topic) {
        if (topic == null) {
            byTopic.values().forEach(Lane::signal);
            return true;
        }
        Lane lane = byTopic.get(topic);
        if (lane != null) {
            lane.signal();
        }
        return lane != null;
    }

    boolean wantJobs() {
        return haveRoomForEvents() && byTopic.values().stream().anyMatch(Lane::wantsJobs);
    }

    /** Whether they are kept free for a job that runs alone. */
    boolean areCleared() {
        return quarantine.isCleared();
    }

    boolean haveWaiting() {
        return quarantine.hasWaiting() || byTopic.values().stream().anyMatch(Lane::hasWaiting);
    }

    /** Begins a trade: what the lanes have room for. */
    List<Wanted> beginTrade() {
        List<Wanted> wanted = new ArrayList<>();
        if (!haveRoomForEvents()) {
            return wanted;
        }
        boolean isBegun = false;
        try {
            for (Lane lane : byTopic.values()) {
                Wanted room = lane.beginTrade();
                if (room != null) {
                    wanted.add(room);
                }
            }
            isBegun = true;
        } finally {
            if (!isBegun) {
                byTopic.values().forEach(Lane::failTrade);
            }
        }
        return wanted;
    }

    /**
     * Ends a trade that brought these. A lane that fails concerns no other.
     *
     * @return false if an error may have left some without a {@linkplain #have place}
     */
    boolean endTrade(List<Wanted> wanted, List<Attempt> claimed, List<Limited> limited) {
        Map<String, Limited> limits = new HashMap<>();
        limited.forEach(topic -> limits.put(topic.topic(), topic));
        Map<String, List<Attempt>> sorted = new LinkedHashMap<>();
        wanted.forEach(room -> sorted.put(room.topic(), new ArrayList<>()));
        claimed.forEach(attempt -> sorted.computeIfAbsent(attempt.topic(), topic -> new ArrayList<>())
                .add(attempt));
        boolean areAllPlaced = true;
        for (Map.Entry<String, List<Attempt>> each : sorted.entrySet()) {
            areAllPlaced &= endTrade(lane(each.getKey()), each.getValue(), limits.get(each.getKey()));
        }
        return areAllPlaced;
    }

    private boolean endTrade(Lane lane, List<Attempt> claimed, @Nullable Limited limits) {
        try {
            lane.endTrade(quarantine.sift(lane, claimed), limits);
            return true;
        } catch (RuntimeException | Error ex) {
            EngineLog.troubled("Handing out jobs", ex, true);
            return false;
        }
    }

    /** Whether an attempt has its place here, or had it and is over. Takes no memory. */
    boolean have(Attempt attempt) {
        Lane lane = byTopic.get(attempt.topic());
        // In this order: what leaves its place is over before.
        return quarantine.has(attempt) || (lane != null && lane.has(attempt)) || attempt.isOver();
    }

    /** Ends a trade that failed. */
    void failTrade(List<Wanted> wanted) {
        wanted.forEach(room -> lane(room.topic()).failTrade());
    }

    /** What is due between trades: threads that could not be had before, and jobs that waited here for too long. */
    void tidy(Duration longestWait) {
        quarantine.step(byTopic.values());
        for (Lane lane : byTopic.values()) {
            lane.handBackOlderThan(longestWait);
            lane.fill();
        }
    }

    /** Does what operators say, as far as it concerns this worker. */
    void steer(TopicControl.Snapshot said, ProcessId worker) {
        byTopic.values().forEach(lane -> {
            String topic = lane.terms().topic();
            lane.steer(
                    said.isPaused(topic, worker),
                    said.concurrency(topic, worker, lane.terms().configured()));
        });
    }

    /** How long until the limits of a topic let more start; null if that is not known of any. */
    @Nullable Duration untilAgain() {
        return byTopic.values().stream()
                .map(Lane::untilAgain)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    void cancel(Predicate<Attempt> which) {
        quarantine.cancel(which);
        byTopic.values().forEach(lane -> lane.cancel(which));
    }

    /** Drops attempts and interrupts them; tells how many. */
    int abandon(Predicate<Attempt> which) {
        return quarantine.abandon(which)
                + byTopic.values().stream()
                        .mapToInt(lane -> lane.abandon(which))
                        .sum();
    }

    void close() {
        byTopic.values().forEach(Lane::close);
        quarantine.close();
    }

    /** Waits until nothing runs; false if that takes too long. */
    boolean awaitIdle(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        for (Lane lane : byTopic.values()) {
            if (!lane.awaitIdle(deadline)) {
                return false;
            }
        }
        return true;
    }

    void stop() {
        byTopic.values().forEach(Lane::stop);
    }

    Map<String, Load> load() {
        Map<String, Load> load = new LinkedHashMap<>();
        byTopic.forEach((topic, lane) -> load.put(topic, lane.load()));
        return load;
    }

    private Lane lane(String topic) {
        Lane lane = byTopic.get(topic);
        if (lane == null) {
            throw new IllegalStateException("Topic '%s' was not asked for".formatted(topic));
        }
        return lane;
    }
}
