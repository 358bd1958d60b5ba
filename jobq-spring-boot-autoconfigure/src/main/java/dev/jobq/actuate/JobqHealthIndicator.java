package dev.jobq.actuate;

import dev.jobq.store.JobStore;
import dev.jobq.store.NodeView;
import dev.jobq.store.StoreInfo;
import dev.jobq.store.StoreSignals;
import dev.jobq.store.WorkerView;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * OUT_OF_SERVICE while this process's worker waits for the store to come back, DOWN when the store cannot be read, else UP.
 */
public class JobqHealthIndicator extends AbstractHealthIndicator {

    private final JobStore store;
    private final @Nullable WorkerView worker;

    /**
     * The health of a store.
     *
     * @param worker this process's worker, or null when it runs no jobs
     */
    public JobqHealthIndicator(JobStore store, @Nullable WorkerView worker) {
        super("jobq's store cannot be read");
        this.store = store;
        this.worker = worker;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        // DOWN and not only out of service: no waiting brings the file back.
        store.requireIntact();
        WorkerView.Trouble trouble = worker == null ? null : worker.trouble();
        if (trouble != null) {
            builder.outOfService()
                    .withDetail("task", trouble.task())
                    .withDetail("failingFor", trouble.lasting().toString())
                    .withDetail("reason", trouble.reason());
            return;
        }
        long alive = store.reader().workers().stream()
                .filter(node -> node.state() != NodeView.State.STALE)
                .count();
        StoreInfo info = store.info();
        builder.up()
                .withDetail("store", info.kind())
                .withDetail("version", info.version())
                .withDetail("workers", alive);
        // No reason not to be up: they are hints, and the poll finds what they would have told of.
        StoreSignals.Hearing hearing = store.signals().hearing();
        builder.withDetail("notifications", hearing.state().name().toLowerCase(Locale.ROOT));
        if (hearing.delay() != null) {
            builder.withDetail("notificationDelay", hearing.delay().toString());
        }
    }
}
