package dev.jobq.store.jdbc;

import dev.jobq.JobEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/** Who is told of committed changes. */
public final class CommitListeners {

    private static final Log log = LogFactory.getLog(CommitListeners.class);

    private final List<Consumer<List<JobEvent>>> listeners = new CopyOnWriteArrayList<>();

    /** Adds one. */
    public void add(Consumer<List<JobEvent>> listener) {
        listeners.add(listener);
    }

    /** Whether there is nobody to tell. */
    public boolean isEmpty() {
        return listeners.isEmpty();
    }

    /** Tells all of them; the change is committed, so nothing that one of them throws, errors too, may reach the caller. */
    public void publish(List<JobEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        for (Consumer<List<JobEvent>> listener : listeners) {
            try {
                listener.accept(events);
            } catch (RuntimeException | Error ex) {
                log.error("A listener to committed changes failed", ex);
            }
        }
    }
}
