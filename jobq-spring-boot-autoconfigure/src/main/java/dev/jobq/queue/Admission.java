package dev.jobq.queue;

/**
 * What a queue takes.
 *
 * @param strictTopics whether a topic must be named by configuration, a handler or the store; if not, a new one becomes
 *     known when it is first enqueued to
 * @param maxPayloadBytes the longest payload, and the longest event of the application's own, as UTF-8
 */
public record Admission(boolean strictTopics, int maxPayloadBytes) {

    /** One mebibyte. */
    public static final int DEFAULT_MAX_PAYLOAD_BYTES = 1 << 20;

    /** Topics must be known: for applications, where an unknown one is a slip of the pen. */
    public static final Admission STRICT = new Admission(true, DEFAULT_MAX_PAYLOAD_BYTES);

    /** Any topic: for use without configuration. */
    public static final Admission OPEN = new Admission(false, DEFAULT_MAX_PAYLOAD_BYTES);

    public Admission {
        if (maxPayloadBytes < 1) {
            throw new IllegalArgumentException(
                    "maxPayloadBytes %d is too small: give 1 or more".formatted(maxPayloadBytes));
        }
    }
}
