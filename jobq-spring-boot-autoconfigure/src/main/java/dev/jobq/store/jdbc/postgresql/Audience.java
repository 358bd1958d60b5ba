package dev.jobq.store.jdbc.postgresql;

import dev.jobq.InvalidJobException;
import dev.jobq.JobId;
import dev.jobq.store.StoreSignals.EndListener;
import dev.jobq.store.StoreSignals.Listener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/** Who listens in this process. What one of them throws does not keep the others from being told. */
final class Audience {

    private static final Log log = LogFactory.getLog(Audience.class);

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final List<EndListener> endListeners = new CopyOnWriteArrayList<>();

    boolean isEmpty() {
        return listeners.isEmpty() && endListeners.isEmpty();
    }

    /** Adds one, until the answer is run. */
    Runnable add(Listener listener) {
        // Wrapped, so that a listener that subscribed twice is two.
        Listener subscribed = new Listener() {
            @Override
            public void available(@Nullable String topic) {
                listener.available(topic);
            }

            @Override
            public void interrupted() {
                listener.interrupted();
            }
        };
        listeners.add(subscribed);
        return () -> listeners.remove(subscribed);
    }

    /** Adds one, until the answer is run. */
    Runnable add(EndListener listener) {
        endListeners.add(listener);
        return () -> endListeners.remove(listener);
    }

    /** Jobs became available in this topic, or in any if it is empty. */
    void available(String topic) {
        tell(listener -> listener.available(topic.isEmpty() ? null : topic));
    }

    void interrupted() {
        tell(Listener::interrupted);
    }

    /** Anybody may write to a channel: what is no id means any job. */
    void ended(String job) {
        JobId id;
        try {
            id = JobId.parse(job);
        } catch (InvalidJobException ex) {
            id = null;
        }
        tellEnded(id);
    }

    /** Something may have been missed. */
    void lookEverywhere() {
        tell(listener -> listener.available(null));
        tell(Listener::interrupted);
        tellEnded(null);
    }

    private void tellEnded(@Nullable JobId job) {
        for (EndListener listener : endListeners) {
            try {
                listener.ended(job);
            } catch (RuntimeException ex) {
                log.error("A listener to the ends of jobs failed", ex);
            }
        }
    }

    private void tell(Consumer<Listener> message) {
        for (Listener listener : listeners) {
            try {
                message.accept(listener);
            } catch (RuntimeException ex) {
                log.error("A listener to other processes' changes failed", ex);
            }
        }
    }
}
