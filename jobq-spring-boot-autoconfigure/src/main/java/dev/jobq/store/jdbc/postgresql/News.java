package dev.jobq.store.jdbc.postgresql;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What is to be told next. Not thread-safe. */
final class News {

    /** Beyond so many ends at a time, those who wait are told to look for themselves. */
    static final int MAX_ENDS = 32;

    private static final List<String> PLAIN = List.of("");

    private final TreeSet<String> topics = new TreeSet<>();
    private final List<String> ended = new ArrayList<>(0);
    private boolean hasInterrupted;
    private boolean hasManyEnded;
    private boolean isWaiting;
    private final Map<String, Collection<String>> echoes = new LinkedHashMap<>(0);

    /** Jobs became available in these topics; whether that is news. */
    boolean available(Collection<String> changed) {
        return topics.addAll(changed);
    }

    /** Running jobs were asked to stop or taken away. */
    void interrupted() {
        hasInterrupted = true;
    }

    /** Jobs ended. */
    void ended(List<Long> jobs) {
        hasManyEnded |= ended.size() + jobs.size() > MAX_ENDS;
        if (!hasManyEnded) {
            jobs.forEach(job -> ended.add(job.toString()));
        }
    }

    /** Somebody here waits for ends. */
    void waiting() {
        isWaiting = true;
    }

    /** This process wants to hear itself. */
    void echo(String channel, String payload) {
        echoes.put(channel, List.of(payload));
    }

    boolean isEmpty() {
        return topics.isEmpty()
                && echoes.isEmpty()
                && ended.isEmpty()
                && !hasInterrupted
                && !hasManyEnded
                && !isWaiting;
    }

    /** Payloads by channel. */
    Map<String, Collection<String>> payloads(Channels channels) {
        Map<String, Collection<String>> payloads = new LinkedHashMap<>(echoes);
        if (!topics.isEmpty()) {
            payloads.put(channels.ready(), topics);
        }
        if (hasInterrupted) {
            payloads.put(channels.control(), PLAIN);
        }
        if (hasManyEnded || !ended.isEmpty()) {
            payloads.put(channels.ended(), hasManyEnded ? PLAIN : ended);
        }
        if (isWaiting) {
            payloads.put(channels.waiting(), PLAIN);
        }
        return payloads;
    }
}
