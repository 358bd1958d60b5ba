package dev.jobq.store.jdbc.postgresql;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether what is told is heard, and how long that takes: a number that this process tells itself, by the way that all it tells
 * goes, and over another connection than the one on which it is heard. What stands between the two, such as a pooler that lends
 * connections for a transaction, may swallow notifications and leave the connection whole.
 */
final class Echo {

    /** What takes longer is not heard. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Notifier notifier;
    private final String channel;
    private long number;
    private long askedAt;
    private boolean isAwaited;
    private volatile @Nullable Duration delay;

    /**
     * An echo.
     *
     * @param channel on which this process tells itself, and nobody else
     */
    Echo(Notifier notifier, String channel) {
        this.notifier = notifier;
        this.channel = channel;
    }

    String channel() {
        return channel;
    }

    /** Tells a new number. */
    void ask() {
        number++;
        askedAt = System.nanoTime();
        isAwaited = true;
        notifier.echo(channel, Long.toString(number));
    }

    /** Whether a number was told and not heard. */
    boolean isAwaited() {
        return isAwaited;
    }

    /** A number was heard; those of earlier questions tell nothing. */
    void heard(String told) {
        if (isAwaited && told.equals(Long.toString(number))) {
            delay = Duration.ofNanos(System.nanoTime() - askedAt);
            isAwaited = false;
        }
    }

    /** What was told last is not waited for any more. */
    void missed() {
        isAwaited = false;
        delay = null;
    }

    /** How long the last number took; null if it was not heard. */
    @Nullable Duration delay() {
        return delay;
    }
}
