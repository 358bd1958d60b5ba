package dev.jobq.store;

import dev.jobq.ProcessId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What operators say of topics while they run, over what the configuration says. Each change gets the next version; whoever
 * has seen a version has seen all changes up to it. Changes are made in the caller's transaction if there is one.
 */
public interface TopicControl {

    /** No jobs are started; its value is {@code true}. */
    String PAUSED = "paused";

    /** How many handlers run at once on a worker; a whole number. */
    String CONCURRENCY = "concurrency";

    /** What bounds its jobs over all workers, instead of what the configuration says; the text of {@link dev.jobq.Limits}. */
    String LIMITS = "limits";

    /** How many of its jobs may wait and run at once, instead of what the configuration says; a whole number. */
    String MAX_QUEUED = "max-queued";

    /** The version of the last change. */
    long version();

    /** All that is said now. */
    Snapshot read();

    /**
     * Makes a change, and writes an event of the topic if it changes anything. Workers of this process are told before this
     * returns, or soon after the commit when the caller is in a transaction.
     */
    Applied change(Change change);

    /**
     * Has all workers look for jobs of a topic.
     *
     * @return the version that says so
     */
    long wake(String topic);

    /** Registers who is told on the calling thread after every change that this process made. */
    Registration onChange(Runnable listener);

    /** Says that a worker acts by a version: it starts nothing any more that a change up to it forbids. */
    void seen(long node, long version);

    /**
     * How far a pause has come.
     *
     * @param worker only this one; null for all
     * @param version of the pause
     */
    Progress progress(String topic, @Nullable ProcessId worker, long version);

    /**
     * Writes an event of a topic.
     *
     * @param action what was done
     * @param by who did it; null for this process
     */
    void record(String topic, String action, @Nullable String by);

    /** Ends a registration. */
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /** How far a pause has come. */
    enum Progress {
        /** Its transaction has not committed. */
        UNCOMMITTED,
        /** Something runs, or a worker may not know of the pause yet. */
        RUNNING,
        /** Nothing runs, and nothing starts. */
        IDLE,
        /** The topic is not paused any more. */
        RESUMED
    }

    /**
     * What is to be said of a topic.
     *
     * @param topic of which
     * @param worker only for this worker; null for all
     * @param setting what, such as {@link #PAUSED}
     * @param value JSON; null to say nothing any more, for all workers also where it was said for one
     * @param action what the operator did, for the event
     * @param by who; null for this process
     */
    record Change(
            String topic,
            @Nullable ProcessId worker,
            String setting,
            @Nullable String value,
            String action,
            @Nullable String by) {}

    /**
     * What came of a change.
     *
     * @param hasChanged whether something is different now
     * @param version the version that includes it
     */
    record Applied(boolean hasChanged, long version) {}

    /**
     * One thing said of a topic.
     *
     * @param topic of which
     * @param worker for which worker; null for all
     * @param setting what
     * @param value JSON
     * @param by who said it
     * @param since when
     */
    record Entry(String topic, @Nullable ProcessId worker, String setting, String value, String by, Instant since) {}

    /**
     * All that is said at a version.
     *
     * @param version the last change
     * @param entries sorted by topic and setting
     */
    record Snapshot(long version, List<Entry> entries) {

        /** Nothing is said. */
        public static final Snapshot EMPTY = new Snapshot(0, List.of());

        public Snapshot {
            entries = List.copyOf(entries);
        }

        /** What is said of a topic. */
        public List<Entry> of(String topic) {
            return entries.stream().filter(entry -> entry.topic.equals(topic)).toList();
        }

        /** What is said for all workers. */
        public Optional<Entry> find(String topic, String setting) {
            return find(topic, setting, null);
        }

        /** Whether a worker starts no jobs of a topic. */
        public boolean isPaused(String topic, @Nullable ProcessId worker) {
            return find(topic, PAUSED).isPresent()
                    || find(topic, PAUSED, worker).isPresent();
        }

        /** How many handlers of a topic run at once on a worker that is configured for so many. */
        public int concurrency(String topic, @Nullable ProcessId worker, int configured) {
            Optional<Entry> own = find(topic, CONCURRENCY, worker);
            return (own.isPresent() ? own : find(topic, CONCURRENCY))
                    .map(entry -> Integer.parseInt(entry.value))
                    .orElse(configured);
        }

        private Optional<Entry> find(String topic, String setting, @Nullable ProcessId worker) {
            return entries.stream()
                    .filter(entry -> entry.topic.equals(topic)
                            && entry.setting.equals(setting)
                            && java.util.Objects.equals(entry.worker, worker))
                    .findFirst();
        }
    }
}
