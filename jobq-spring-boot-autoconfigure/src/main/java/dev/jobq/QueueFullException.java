package dev.jobq;

/**
 * A topic has as many jobs waiting and running as {@code jobq.topics.<topic>.max-queued} allows. Nothing was enqueued; thrown
 * in a transaction it rolls it back, as every unchecked exception does.
 */
public final class QueueFullException extends JobqException {

    private final String topic;
    private final int limit;

    public QueueFullException(String topic, int limit) {
        super(
                ("Topic '%s' is full: %d jobs wait or run, as many as jobq.topics.%s.max-queued allows. Nothing was enqueued."
                                + " Try again later, use tryEnqueue, or raise the limit")
                        .formatted(topic, limit, topic));
        this.topic = topic;
        this.limit = limit;
    }

    /** The full topic. */
    public String topic() {
        return topic;
    }

    /** How many jobs may wait and run in it. */
    public int limit() {
        return limit;
    }
}
