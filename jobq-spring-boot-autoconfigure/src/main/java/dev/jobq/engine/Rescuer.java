package dev.jobq.engine;

import dev.jobq.store.JobLog;
import dev.jobq.store.NodeRegistry;
import dev.jobq.store.NodeRegistry.Rescued;
import java.time.Duration;

/** Gives the jobs of dead nodes back, at once where death is proven, else when their lease is over. */
final class Rescuer {

    /** Whoever starts anew may find the jobs of his predecessor: soon, and without asking the store meanwhile. */
    private static final Duration UNTIL_REGISTERED = Duration.ofMillis(100);

    private final NodeRegistry nodes;
    private final JobLog log;
    private final Membership membership;
    private final NodeKeeper keeper;
    private final Duration interval;

    Rescuer(NodeRegistry nodes, JobLog log, Membership membership, NodeKeeper keeper, Duration interval) {
        this.nodes = nodes;
        this.log = log;
        this.membership = membership;
        this.keeper = keeper;
        this.interval = interval;
    }

    Duration run() {
        Registration self = membership.holding();
        if (self == null) {
            return UNTIL_REGISTERED;
        }
        for (Rescued rescued : nodes.rescue(self.node(), keeper.trustedUntil())) {
            EngineLog.rescued(rescued);
            log.worker(rescued.worker(), "rescued", "{\"jobs\":%d}".formatted(rescued.jobs()));
        }
        return interval;
    }
}
