package dev.jobq.engine;

import dev.jobq.store.ClaimedJob;
import dev.jobq.store.JobIntake;
import java.util.List;

/** Takes a job that is just being enqueued straight into an idle slot, sparing the claim. */
final class InlineHandOver implements JobIntake.InlineClaimer {

    private final Lanes lanes;
    private final Membership membership;
    private final AttemptFactory attempts;
    private final Dispatcher dispatcher;

    InlineHandOver(Lanes lanes, Membership membership, AttemptFactory attempts, Dispatcher dispatcher) {
        this.lanes = lanes;
        this.membership = membership;
        this.attempts = attempts;
        this.dispatcher = dispatcher;
    }

    @Override
    public long node() {
        Registration registration = membership.current();
        return registration == null ? 0 : registration.node();
    }

    @Override
    public int reserve(String topic, int max) {
        Lane lane = lanes.of(topic);
        boolean isOpen = dispatcher.isClaiming() && membership.holding() != null && lanes.haveRoomForEvents();
        return lane == null || !isOpen ? 0 : lane.reserve(max);
    }

    @Override
    public void start(long node, List<ClaimedJob> jobs) {
        Registration registration = membership.current();
        dispatcher.claimed();
        for (ClaimedJob job : jobs) {
            Lane lane = lanes.of(job.job().topic());
            if (lane == null) {
                continue;
            }
            if (registration == null || registration.node() != node) {
                // The node was lost in between, and this one may be new: the store gives the jobs of the old one to
                // others.
                lane.release(1);
            } else {
                start(lane, job, registration);
            }
        }
    }

    private void start(Lane lane, ClaimedJob job, Registration registration) {
        Attempt attempt;
        try {
            attempt = attempts.of(job, registration);
        } catch (RuntimeException | Error ex) {
            EngineLog.troubled("Handing over a new job", ex, true);
            lane.release(1);
            dispatcher.disown(registration.node(), job);
            return;
        }
        lane.startReserved(attempt);
    }

    @Override
    public void release(String topic, int slots) {
        Lane lane = lanes.of(topic);
        if (lane != null) {
            lane.release(slots);
        }
    }
}
