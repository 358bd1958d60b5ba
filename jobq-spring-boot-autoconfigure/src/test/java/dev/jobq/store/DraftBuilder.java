package dev.jobq.store;

import dev.jobq.store.JobDraft.Limits;
import dev.jobq.store.JobDraft.Start;
import java.time.Duration;
import java.time.Instant;

/** A job for tests, of which only what matters is said. */
final class DraftBuilder {

    private String topic = StoreContract.TOPIC;
    private String type = StoreContract.TYPE;
    private String payload = "{}";
    private int priority;
    private Start start = Start.NOW;
    private Limits limits = Limits.NONE;

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

    JobDraft build() {
        return new JobDraft(topic, type, payload, priority, start, limits);
    }
}
