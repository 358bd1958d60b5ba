package dev.jobq.event;

import dev.jobq.JobEvent;
import dev.jobq.JobListener;
import java.util.function.Consumer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/** One listener of the hub's, kept apart from the others: what it throws is logged and goes no further. */
final class Subscribed implements EventHub.Subscription {

    private static final Log log = LogFactory.getLog(EventHub.class);

    private final JobListener listener;
    private final Consumer<Subscribed> onClose;
    private volatile boolean isEnded;

    Subscribed(JobListener listener, Consumer<Subscribed> onClose) {
        this.listener = listener;
        this.onClose = onClose;
    }

    void tell(JobEvent event) {
        if (isEnded) {
            return;
        }
        try {
            listener.onEvent(event);
        } catch (Exception ex) {
            log.warn(failureOn(event), ex);
        } catch (Error ex) {
            log.error(failureOn(event), ex);
        }
    }

    private String failureOn(JobEvent event) {
        return "Job listener %s failed on the event %s of job %s"
                .formatted(
                        listener.getClass().getName(),
                        event.type().key(),
                        event.job().id());
    }

    @Override
    public void close() {
        isEnded = true;
        onClose.accept(this);
    }
}
