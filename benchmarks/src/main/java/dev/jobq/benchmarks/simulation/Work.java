package dev.jobq.benchmarks.simulation;

import dev.jobq.Limits;
import dev.jobq.OnDuplicate;
import dev.jobq.Unique;
import dev.jobq.store.JobDraft;
import dev.jobq.store.TopicRules;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A piece of work, as its enqueuer means it. Its number is its payload, by which it is known wherever it turns up.
 *
 * @param number from 0
 * @param topic its topic
 * @param key of its line or its unique key, or null
 * @param failures how many of its attempts fail on purpose
 * @param whim what else its handler does once
 * @param delayMillis how long it is to wait
 */
record Work(int number, String topic, @Nullable String key, int failures, Whim whim, int delayMillis) {

    static final String PLAIN = "plain";
    static final String KEYED = "keyed";
    static final String FIFO = "fifo";
    static final String UNIQUE = "unique";
    static final String ROOM = "room";
    static final String FEW = "few";
    static final String TICK = "tick";

    /** How many jobs of {@link #ROOM} there may be at once. */
    static final int MOST_IN_ROOM = 2;

    /** How many jobs of {@link #FEW} run at once. */
    static final int MOST_AT_ONCE = 2;

    /** What nodes serve. */
    static final List<String> TOPICS = List.of(PLAIN, KEYED, FIFO, UNIQUE, ROOM, FEW, TICK);

    static final List<TopicRules> RULES = List.of(
            TopicRules.of(KEYED).order(TopicRules.Order.KEY),
            TopicRules.of(FIFO).order(TopicRules.Order.FIFO),
            TopicRules.of(ROOM).maxQueued(MOST_IN_ROOM),
            TopicRules.of(FEW).limits(Limits.NONE.globalConcurrency(MOST_AT_ONCE)));

    /** What a handler does the first time that it would have succeeded. */
    enum Whim {
        NONE,
        SNOOZE,
        TO_BACK,
        DISCARD
    }

    static Work draw(SplittableRandom random, int number) {
        int failures = random.nextInt(4) == 0 ? random.nextInt(1, 3) : 0;
        Whim whim = random.nextInt(6) == 0 ? Whim.SNOOZE : random.nextInt(12) == 0 ? Whim.DISCARD : Whim.NONE;
        int delay = random.nextInt(5) == 0 ? random.nextInt(1, 400) : 0;
        String key = "k" + random.nextInt(2);
        return switch (random.nextInt(11)) {
            case 0, 1 -> new Work(number, KEYED, key, failures, backOr(random, whim), 0);
            case 2 -> new Work(number, FIFO, "", failures, backOr(random, whim), 0);
            case 3, 4 -> new Work(number, UNIQUE, key, failures, whim, delay);
            case 5, 6 -> new Work(number, ROOM, null, failures, whim, delay);
            case 7, 8 -> new Work(number, FEW, null, failures, whim, delay);
            default -> new Work(number, PLAIN, null, failures, whim, delay);
        };
    }

    private static Whim backOr(SplittableRandom random, Whim whim) {
        return random.nextInt(8) == 0 ? Whim.TO_BACK : whim;
    }

    /** What a schedule enqueues carries no number: it is as plain as can be. */
    static Work ofPayload(int number) {
        return new Work(number, TICK, null, 0, Whim.NONE, 0);
    }

    boolean isOrdered() {
        return topic.equals(KEYED) || topic.equals(FIFO);
    }

    /** What the history says it is; see {@link dev.jobq.benchmarks.chaos.Deed}. */
    String kind() {
        return switch (topic) {
            case KEYED, FIFO -> "line:" + topic + key;
            case UNIQUE -> "unique:" + key;
            case ROOM -> "room:" + MOST_IN_ROOM;
            case FEW -> "most:" + MOST_AT_ONCE + ":few";
            default -> "-";
        };
    }

    JobDraft draft(OnDuplicate onDuplicate) {
        JobDraft.Uniqueness unique = topic.equals(UNIQUE)
                ? new JobDraft.Uniqueness(Objects.requireNonNull(key), null, Unique.NOT_ENDED, onDuplicate, null)
                : null;
        return new JobDraft(
                topic,
                "work",
                Integer.toString(number),
                0,
                delayMillis == 0 ? JobDraft.Start.NOW : new JobDraft.Start(null, Duration.ofMillis(delayMillis)),
                JobDraft.Limits.NONE,
                new JobDraft.Terms(unique, null, topic.equals(KEYED) ? key : null, null));
    }
}
