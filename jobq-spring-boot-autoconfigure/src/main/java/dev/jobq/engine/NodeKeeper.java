package dev.jobq.engine;

import dev.jobq.JobId;
import dev.jobq.ProcessId;
import dev.jobq.QueueClosedException;
import dev.jobq.StoreUnavailableException;
import dev.jobq.store.EndedAttempt;
import dev.jobq.store.JobStore;
import dev.jobq.store.Move;
import dev.jobq.store.NodeRegistry;
import dev.jobq.store.NodeRegistry.Stray;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Keeps this node among the workers: registers it, renews its lease, learns which of its jobs are to be cancelled, and gives
 * back those whose claim it was never told of. When the lease is lost it drops the fences of all that runs here, and registers anew under another worker id.
 */
final class NodeKeeper {

    private static final Found NOTHING = new Found(null, List.of());

    private final JobStore store;
    private final EngineSettings settings;
    private final Membership membership;
    private final Lanes lanes;
    private final Dispatcher dispatcher;
    private final Steering steering;
    private final NodeRegistry nodes;
    private final Ticks ticks = Ticks.SYSTEM;
    private final Punctuality punctuality;
    private final Queue<JobId> deleted = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Found> strays = new AtomicReference<>(NOTHING);
    private volatile boolean isOver;

    NodeKeeper(
            JobStore store,
            EngineSettings settings,
            Membership membership,
            Lanes lanes,
            Dispatcher dispatcher,
            Steering steering) {
        this.store = store;
        this.settings = settings;
        this.membership = membership;
        this.lanes = lanes;
        this.dispatcher = dispatcher;
        this.steering = steering;
        this.nodes = store.nodes();
        this.punctuality = new Punctuality(settings.timing(), ticks.nanos());
    }

    /** One heartbeat. */
    Duration beat() {
        Registration registration = membership.current();
        if (registration != null && !isRenewed(registration)) {
            drop(registration);
            leave(registration);
            registration = null;
        }
        if (registration == null) {
            if (isOver) {
                return settings.timing().heartbeat();
            }
            registration = register();
        }
        NodeRegistry.Look look = nodes.look(registration.node());
        cancel(look.cancelled());
        strays.set(new Found(registration, look.strays()));
        // One whose registering took longer than it holds registers again at once.
        return registration.holds() ? settings.timing().heartbeat() : Duration.ZERO;
    }

    /** Under another fence a job may be here again by now: that attempt was not meant. */
    private void cancel(Map<JobId, Long> told) {
        Set<JobId> gone = new HashSet<>();
        for (JobId id = deleted.poll(); id != null; id = deleted.poll()) {
            gone.add(id);
        }
        if (!told.isEmpty() || !gone.isEmpty()) {
            lanes.cancel(
                    attempt -> gone.contains(attempt.id()) || Objects.equals(told.get(attempt.id()), attempt.fence()));
        }
    }

    /** Gives back the strays that the last heartbeat found; not on its thread, for this may have to wait for a connection. */
    void giveBackStrays() {
        Found found = strays.getAndSet(NOTHING);
        Registration registration = found.registration;
        if (registration != null && !found.strays.isEmpty() && registration == membership.current()) {
            EngineLog.straysGivenBack(found.strays.size());
            trade(registration, found.strays.stream().map(NodeKeeper::giveBack).toList());
        }
    }

    private void trade(Registration registration, List<EndedAttempt> strays) {
        try {
            store.exchange().trade(registration.node(), strays, List.of());
        } catch (StoreUnavailableException | QueueClosedException ex) {
            throw ex;
        } catch (RuntimeException ex) {
            if (strays.size() == 1) {
                EngineLog.strayNotGivenBack(strays.get(0).job(), ex);
            } else {
                // One that the store does not take must not hold up all others.
                strays.forEach(stray -> trade(registration, List.of(stray)));
            }
        }
    }

    private static EndedAttempt giveBack(Stray stray) {
        EndedAttempt.Report nothing = new EndedAttempt.Report(stray.claimedAt(), Duration.ZERO, -1, -1, null);
        return new EndedAttempt(stray.job(), stray.attempt(), Move.release(), nothing);
    }

    /**
     * Drops all fences as soon as the lease may be over, even while the store does not answer. Where nobody can take this
     * node's jobs while the store is blocked, waiting for it is as good as renewing.
     */
    void watch() {
        Registration registration = membership.current();
        if (registration == null) {
            return;
        }
        if (!registration.holds()) {
            drop(registration);
        } else if (nodes.holdsLeaseWhileBlocked()) {
            registration.waits();
        }
    }

    /** Takes running jobs that this process deleted, to be interrupted with the next heartbeat. */
    Queue<JobId> deleted() {
        return deleted;
    }

    /** Until when, by the store's clock, others' lapsed leases are their own fault, as this node has been on time; null if not now. */
    @Nullable Instant trustedUntil() {
        return punctuality.trustedUntil();
    }

    /** Hands back what this node still holds, and leaves the workers. */
    void signOff() {
        // A heartbeat may be under way that the store has kept waiting: it must not register anew.
        isOver = true;
        Registration registration = membership.current();
        if (registration == null) {
            return;
        }
        try {
            membership.leave();
            nodes.unregister(registration.node());
            store.log().worker(registration.worker(), "stopped", null);
            EngineLog.unregistered(registration.worker());
        } catch (RuntimeException ex) {
            EngineLog.notUnregistered(registration.worker(), ex);
        }
    }

    private boolean isRenewed(Registration registration) {
        Ticks.Moment asked = ticks.now();
        boolean isAnswered = false;
        Optional<Instant> renewed;
        registration.renewing();
        try {
            renewed =
                    registration.holds() ? nodes.renew(registration.node(), dispatcher.sinceClaim()) : Optional.empty();
            isAnswered = true;
        } finally {
            // A failure need not be the others': their leases go on. Only if it came after a long wait, as for somebody
            // who
            // keeps the store locked, were they kept waiting, too, and rescue nobody for a whole lease from now.
            registration.waited(isAnswered || punctuality.isGap(ticks.now().nanos() - asked.nanos()));
        }
        if (renewed.isEmpty() || !registration.holds()) {
            return false;
        }
        registration.renewed(asked);
        punctuality.renewed(asked.nanos(), renewed.get());
        return true;
    }

    private void drop(Registration registration) {
        registration.lose();
        if (lanes.abandon(attempt -> attempt.registration() == registration) > 0) {
            EngineLog.leaseLost(registration.worker());
        }
    }

    /** What ended before still counts if nobody took it; the rest goes back, or is left to the rescuers if that is refused. */
    private void leave(Registration registration) {
        dispatcher.record();
        try {
            nodes.unregister(registration.node());
        } catch (StoreUnavailableException | QueueClosedException ex) {
            throw ex;
        } catch (RuntimeException ex) {
            // One job that cannot be moved, for one, must not keep this node from work for as long as it lives.
            EngineLog.notUnregistered(registration.worker(), ex);
        }
        membership.leave();
        punctuality.lost();
    }

    private Registration register() {
        Ticks.Moment asked = ticks.now();
        ProcessId worker = settings.workerIds().get();
        Duration lease = settings.timing().lease();
        store.topics().register(lanes.topics());
        long node = nodes.register(worker, lease, lanes.served(), settings.labels());
        steering.begin(worker);
        Registration registration = new Registration(node, worker, lease, ticks, asked);
        membership.enter(registration);
        try {
            punctuality.registered();
            store.log().worker(worker, "started", null);
            EngineLog.registered(worker, lanes.topics());
            steering.entered();
        } finally {
            if (isOver) {
                signOff();
            }
        }
        return registration;
    }

    /**
     * Jobs of this node that nobody here knows of.
     *
     * @param registration under which they were claimed; null where there are none
     */
    private record Found(@Nullable Registration registration, List<Stray> strays) {}
}
