package dev.jobq.store;

import dev.jobq.JobStatus;
import dev.jobq.OnDuplicate;
import dev.jobq.Unique;
import dev.jobq.store.JobDraft.Limits;
import dev.jobq.store.JobDraft.Start;
import dev.jobq.store.JobDraft.Terms;
import dev.jobq.store.JobDraft.Uniqueness;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** A job for tests, of which only what matters is said. */
final class DraftBuilder {

    private String topic = StoreContract.TOPIC;
    private String type = StoreContract.TYPE;
    private String payload = "{}";
    private int priority;
    private Start start = Start.NOW;
    private Limits limits = Limits.NONE;
    private Terms terms = Terms.NONE;

    static DraftBuilder draft() {
        return new DraftBuilder();
    }

    DraftBuilder topic(String topic) {
        this.topic = topic;
        return this;
    }

    DraftBuilder type(String type) {
        this.type = type;
        return this;
    }

    DraftBuilder payload(String payload) {
        this.payload = payload;
        return this;
    }

    DraftBuilder priority(int priority) {
        this.priority = priority;
        return this;
    }

    DraftBuilder at(Instant at) {
        this.start = new Start(at, null);
        return this;
    }

    DraftBuilder delay(Duration delay) {
        this.start = new Start(null, delay);
        return this;
    }

    DraftBuilder limits(int maxAttempts, Duration timeout) {
        this.limits = new Limits(maxAttempts, timeout);
        return this;
    }

    /** With a key that is held until the end, whose duplicates are answered with the holder. */
    DraftBuilder key(String key) {
        return unique(new Uniqueness(key, null, Unique.NOT_ENDED, OnDuplicate.RETURN_EXISTING, null));
    }

    DraftBuilder key(String key, OnDuplicate onDuplicate) {
        return unique(new Uniqueness(key, null, Unique.NOT_ENDED, onDuplicate, null));
    }

    DraftBuilder key(String key, Set<JobStatus> statuses, Duration period) {
        return unique(new Uniqueness(key, period, statuses, OnDuplicate.RETURN_EXISTING, null));
    }

    DraftBuilder unique(Uniqueness unique) {
        this.terms = new Terms(unique, terms.deadline(), terms.key(), terms.shards(), terms.label());
        return this;
    }

    DraftBuilder deadline(Instant deadline) {
        this.terms = new Terms(terms.unique(), deadline, terms.key(), terms.shards(), terms.label());
        return this;
    }

    /** Of a key by which its topic may be ordered. */
    DraftBuilder about(String key) {
        this.terms = new Terms(terms.unique(), terms.deadline(), key, terms.shards(), terms.label());
        return this;
    }

    DraftBuilder shards(int shards) {
        this.terms = new Terms(terms.unique(), terms.deadline(), terms.key(), shards, terms.label());
        return this;
    }

    /** Only for workers that carry the label. */
    DraftBuilder on(String label) {
        return on(label, null);
    }

    DraftBuilder on(String label, Duration patience) {
        this.terms = new Terms(
                terms.unique(), terms.deadline(), terms.key(), terms.shards(), new JobDraft.Label(label, patience));
        return this;
    }

    JobDraft build() {
        return new JobDraft(topic, type, payload, priority, start, limits, terms);
    }
}
