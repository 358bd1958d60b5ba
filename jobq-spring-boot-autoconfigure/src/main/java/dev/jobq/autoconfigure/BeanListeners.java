package dev.jobq.autoconfigure;

import dev.jobq.JobEvent;
import dev.jobq.JobListener;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Tells the {@link JobListener} beans, and, as application events, everybody else. It listens from the beginning, but tells
 * nothing before all beans are made, so that events of jobs enqueued by a bean that is being made are told, too.
 */
final class BeanListeners implements JobListener, SmartInitializingSingleton, DisposableBean {

    private static final Log log = LogFactory.getLog(BeanListeners.class);

    private final Supplier<List<JobListener>> beans;
    private final ApplicationEventPublisher publisher;
    private final CountDownLatch ready = new CountDownLatch(1);
    private volatile List<JobListener> listeners = List.of();

    BeanListeners(Supplier<List<JobListener>> beans, ApplicationEventPublisher publisher) {
        this.beans = beans;
        this.publisher = publisher;
    }

    @Override
    public void onEvent(JobEvent event) {
        try {
            ready.await();
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            return;
        }
        for (JobListener listener : listeners) {
            tell(listener, event);
        }
        tell(publisher::publishEvent, event);
    }

    /** One that throws is no reason not to tell the others. */
    private static void tell(JobListener listener, JobEvent event) {
        try {
            listener.onEvent(event);
        } catch (RuntimeException ex) {
            log.error(
                    "A job listener failed on '%s' of job %s"
                            .formatted(event.type().key(), event.job().id()),
                    ex);
        }
    }

    @Override
    public void afterSingletonsInstantiated() {
        listeners = beans.get();
        ready.countDown();
    }

    @Override
    public void destroy() {
        ready.countDown();
    }
}
