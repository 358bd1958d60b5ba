package dev.jobq.queue;

import dev.jobq.InvalidJobException;
import dev.jobq.JobStatus;
import dev.jobq.NewJob;
import dev.jobq.OnDuplicate;
import dev.jobq.Unique;
import dev.jobq.store.JobDraft;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a job says about its unique key, checked and filled in. */
final class Uniqueness {

    private Uniqueness() {}

    /** What it asks for; null if it has no key. */
    static JobDraft.@Nullable Uniqueness of(NewJob job, String topic) {
        Unique said = job.unique();
        String key = said.key();
        if (key == null) {
            requireNothingElse(said, topic);
            return null;
        }
        Duration quiet = said.quiet();
        if (quiet != null) {
            requireNoContradiction(job, topic);
        }
        return new JobDraft.Uniqueness(
                key,
                JobDrafter.requireSane("uniqueFor", said.period()),
                statuses(said),
                quiet != null ? OnDuplicate.REPLACE : policy(said),
                JobDrafter.requireSane("debounce", said.longest()));
    }

    /** Refuses what only jobs to enqueue can have. */
    static void refuse(NewJob job) {
        if (job.unique().key() != null) {
            throw new InvalidJobException("A job to create has the unique key '%s': only enqueue takes one"
                    .formatted(job.unique().key()));
        }
    }

    private static Set<JobStatus> statuses(Unique said) {
        Set<JobStatus> statuses = said.statuses();
        if (statuses != null) {
            return statuses;
        }
        if (said.quiet() != null) {
            return Unique.WAITING;
        }
        return said.period() == null ? Unique.NOT_ENDED : Unique.ALWAYS;
    }

    private static OnDuplicate policy(Unique said) {
        OnDuplicate policy = said.onDuplicate();
        return policy == null ? OnDuplicate.RETURN_EXISTING : policy;
    }

    private static void requireNothingElse(Unique said, String topic) {
        require(said.period() == null, topic, "uniqueFor %s needs a uniqueKey", said.period());
        require(said.statuses() == null, topic, "uniqueWhile %s needs a uniqueKey", said.statuses());
        require(said.onDuplicate() == null, topic, "onDuplicate %s needs a uniqueKey", said.onDuplicate());
        require(said.quiet() == null, topic, "debounce %s needs a uniqueKey", said.quiet());
    }

    private static void requireNoContradiction(NewJob job, String topic) {
        Unique said = job.unique();
        require(job.runAt() == null, topic, "debounce %s says when it runs, runAt too".formatted(said.quiet()), null);
        require(job.delay() == null, topic, "debounce %s says when it runs, delay too".formatted(said.quiet()), null);
        require(
                said.onDuplicate() == null || said.onDuplicate() == OnDuplicate.REPLACE,
                topic,
                "debounce %s replaces, which is not onDuplicate %%s".formatted(said.quiet()),
                said.onDuplicate());
    }

    private static void require(boolean isRight, String topic, String wrong, @Nullable Object value) {
        if (!isRight) {
            throw new InvalidJobException(
                    "A job for topic '%s' contradicts itself: %s".formatted(topic, wrong.formatted(value)));
        }
    }
}
