package dev.jobq;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A job to be enqueued. Immutable: every method returns a changed copy. What is not said here is taken from the handler's
 * {@link JobHandler}, then from the payload's {@link JobType}, then from {@code jobq.topics.<topic>}, then from
 * {@code jobq.defaults}.
 *
 * <pre>{@code
 * jobQueue.enqueue(NewJob.of("emails", new Welcome("ada@example.org")).delay(Duration.ofMinutes(5)).priority(3));
 * }</pre>
 */
public final class NewJob extends NewJobValues {

    /** The lowest and highest priority: −9 to 9, higher first. */
    public static final int MAX_PRIORITY = 9;

    private static final int MAX_NAME = 200;
    private static final int MAX_KEY = 255;
    private static final int MAX_SHARDS = 1_000;

    private NewJob(
            @Nullable String topic,
            @Nullable Object payload,
            @Nullable String type,
            JobTiming when,
            JobLimits limits,
            JobTerms terms) {
        super(topic, payload, type, when, limits, terms);
    }

    /**
     * A job in the topic that belongs to the payload's class.
     *
     * @param payload anything that Jackson writes as JSON
     */
    public static NewJob of(Object payload) {
        return new NewJob(
                null, Objects.requireNonNull(payload, "payload"), null, JobTiming.NOW, JobLimits.NONE, JobTerms.NONE);
    }

    /**
     * A job in a topic.
     *
     * @param topic the topic's name, 1 to 200 characters
     * @param payload anything that Jackson writes as JSON; null is JSON null
     * @throws InvalidJobException if the topic's name is not allowed
     */
    public static NewJob of(String topic, @Nullable Object payload) {
        return new NewJob(requireName("topic", topic), payload, null, JobTiming.NOW, JobLimits.NONE, JobTerms.NONE);
    }

    /**
     * The stable name of what the job does, which chooses the handler.
     *
     * @throws InvalidJobException if it is blank or longer than 200 characters
     */
    public NewJob type(String type) {
        return new NewJob(topic, payload, requireName("type", type), when, limits, terms);
    }

    /** Its place in time: one in the past only orders the job, one in the future also delays it. Default: now. */
    public NewJob runAt(Instant runAt) {
        return with(new JobTiming(Objects.requireNonNull(runAt, "runAt"), null, when.priority()));
    }

    /**
     * Delays it by a time from when the store takes it, by the store's clock.
     *
     * @throws InvalidJobException if negative
     */
    public NewJob delay(Duration delay) {
        Objects.requireNonNull(delay, "delay");
        if (delay.isNegative()) {
            throw new InvalidJobException("delay %s is negative: give zero or more".formatted(delay));
        }
        return with(new JobTiming(null, delay, when.priority()));
    }

    /**
     * Its priority, higher first.
     *
     * @throws InvalidJobException if outside −9 to 9
     */
    public NewJob priority(int priority) {
        return with(new JobTiming(when.runAt(), when.delay(), requirePriority(priority)));
    }

    /**
     * How many failed attempts end it as {@link JobStatus#DISCARDED}.
     *
     * @throws InvalidJobException if less than 1
     */
    public NewJob maxAttempts(int maxAttempts) {
        if (maxAttempts < 1) {
            throw new InvalidJobException("maxAttempts %d is too small: give 1 or more".formatted(maxAttempts));
        }
        return with(new JobLimits(maxAttempts, limits.timeout(), limits.deadline()));
    }

    /**
     * How long one attempt may run before it is interrupted and counted as failed. Set here it also applies to a
     * long-running ({@link JobStatus#LAUNCHED}) attempt.
     *
     * @throws InvalidJobException if zero or negative
     */
    public NewJob timeout(Duration timeout) {
        Objects.requireNonNull(timeout, "timeout");
        if (timeout.isZero() || timeout.isNegative()) {
            throw new InvalidJobException("timeout %s is not positive".formatted(timeout));
        }
        return with(new JobLimits(limits.maxAttempts(), timeout, limits.deadline()));
    }

    /**
     * By when it must have started, or it is {@link JobStatus#DISCARDED}; an attempt that runs then goes on, and is the last.
     */
    public NewJob deadline(Instant deadline) {
        return with(
                new JobLimits(limits.maxAttempts(), limits.timeout(), Objects.requireNonNull(deadline, "deadline")));
    }

    /**
     * The state that a job made by {@link JobQueue#create(NewJob)} begins with: anything that can be written as JSON.
     * Default: null. Jobs to be enqueued have none.
     */
    public NewJob state(@Nullable Object state) {
        return with(terms.withState(state));
    }

    /**
     * Whom or what it is about, such as {@code customer-42}. In a topic whose order is {@code key}, jobs of the same key run
     * one at a time, in the order of their commits; elsewhere it is only kept.
     *
     * @param key 1 to 255 characters
     * @throws InvalidJobException if it is not allowed
     */
    public NewJob key(String key) {
        return with(terms.withKey(Names.require("key", key, MAX_KEY)));
    }

    /**
     * Spreads the jobs of a topic whose order is {@code fifo} or {@code key} over so many lines: one at a time in each, in the
     * order of their commits, the lines side by side. Its key, if it has one, tells which; else the jobs of this process take
     * them in turn. All jobs of a topic should say the same number.
     *
     * @throws InvalidJobException if outside 1 to 1000
     */
    public NewJob shards(int shards) {
        if (shards < 1 || shards > MAX_SHARDS) {
            throw new InvalidJobException("shards %d is out of range: 1 to %d".formatted(shards, MAX_SHARDS));
        }
        return with(terms.withShards(shards));
    }

    /**
     * Runs only on workers that carry this label ({@code jobq.worker.labels}), however long it waits for one. Topics whose
     * order is {@code fifo} or {@code key} take no labels.
     *
     * @throws InvalidJobException if it is blank, longer than 200 characters, or has control characters
     */
    public NewJob on(String label) {
        return with(terms.withLabel(requireName("label", label), null));
    }

    /**
     * Prefers workers that carry this label: once its turn has come it waits so long for one of them, then any worker runs it.
     *
     * @param patience how long it waits
     * @throws InvalidJobException if the label is not allowed, or {@code patience} is zero or negative
     */
    public NewJob on(String label, Duration patience) {
        return prefer(requireName("label", label), patience);
    }

    /** Prefers the worker that runs this job, its parent: where its files are, say. As {@link #on(String, Duration)}. */
    public NewJob near(JobContext parent, Duration patience) {
        return prefer(parent.worker().label(), patience);
    }

    private NewJob prefer(String label, Duration patience) {
        Objects.requireNonNull(patience, "patience");
        if (patience.isZero() || patience.isNegative()) {
            throw new InvalidJobException("patience %s is not positive: how long to wait for a worker with label '%s'"
                    .formatted(patience, label));
        }
        return with(terms.withLabel(label, patience));
    }

    /**
     * A key that one job of the topic at a time holds: from when it is made until it ends, or as {@link #uniqueFor} and
     * {@link #uniqueWhile} say. What becomes of another job with the key says {@link #onDuplicate}.
     *
     * @throws InvalidJobException if it is blank, longer than 255 characters, or has control characters
     */
    public NewJob uniqueKey(String key) {
        return unique(terms.unique().key(Objects.requireNonNull(key, "key")));
    }

    /**
     * The job holds its key for this time from when it is made, no longer, and whatever its status unless
     * {@link #uniqueWhile} says more.
     *
     * @throws InvalidJobException if zero or negative
     */
    public NewJob uniqueFor(Duration period) {
        return unique(terms.unique().period(Objects.requireNonNull(period, "period")));
    }

    /**
     * The job holds its key only in these statuses, such as {@link Unique#WAITING}; default: {@link Unique#NOT_ENDED}, with
     * {@link #uniqueFor} {@link Unique#ALWAYS}.
     *
     * @throws InvalidJobException if empty or with HELD
     */
    public NewJob uniqueWhile(Set<JobStatus> statuses) {
        return unique(terms.unique().statuses(Objects.requireNonNull(statuses, "statuses")));
    }

    /** What becomes of this job if another holds its key; default: {@link OnDuplicate#RETURN_EXISTING}. */
    public NewJob onDuplicate(OnDuplicate onDuplicate) {
        return unique(terms.unique().onDuplicate(Objects.requireNonNull(onDuplicate, "onDuplicate")));
    }

    /**
     * Runs once it has been quiet for a time: the job is delayed by it, and each duplicate that comes while it waits replaces
     * its payload and puts it off anew. It holds its key while it {@linkplain Unique#WAITING waits}.
     *
     * @param longest how long duplicates can put it off, from when it is made; null for any time
     * @throws InvalidJobException if {@code quiet} is zero or negative, or {@code longest} is shorter
     */
    public NewJob debounce(Duration quiet, @Nullable Duration longest) {
        return unique(terms.unique().debounce(Objects.requireNonNull(quiet, "quiet"), longest));
    }

    /**
     * At most one job with the key in any period, whatever becomes of it: the first wins. Short for {@link #uniqueFor} with
     * {@link Unique#ALWAYS} and {@link OnDuplicate#RETURN_EXISTING}.
     */
    public NewJob throttle(Duration period) {
        return uniqueFor(period).uniqueWhile(Unique.ALWAYS).onDuplicate(OnDuplicate.RETURN_EXISTING);
    }

    private NewJob unique(Unique unique) {
        return with(terms.withUnique(unique));
    }

    private NewJob with(JobTiming when) {
        return new NewJob(topic, payload, type, when, limits, terms);
    }

    private NewJob with(JobLimits limits) {
        return new NewJob(topic, payload, type, when, limits, terms);
    }

    private NewJob with(JobTerms terms) {
        return new NewJob(topic, payload, type, when, limits, terms);
    }

    /**
     * Checks a priority.
     *
     * @throws InvalidJobException if outside −9 to 9
     */
    public static int requirePriority(int priority) {
        if (priority < -MAX_PRIORITY || priority > MAX_PRIORITY) {
            throw new InvalidJobException("priority %d is out of range: -9 to 9, higher first".formatted(priority));
        }
        return priority;
    }

    /**
     * Checks the name of a topic or type: 1 to 200 characters, not blank, no control characters, no lone surrogates.
     *
     * @throws InvalidJobException if it is not allowed
     */
    public static String requireName(String what, @Nullable String name) {
        return Names.require(what, name, MAX_NAME);
    }
}
