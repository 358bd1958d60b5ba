package dev.jobq.store;

import dev.jobq.JobId;
import dev.jobq.JobRef;
import dev.jobq.ProcessId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who works on this store. Liveness is one row per node, not one per job. */
public interface NodeRegistry {

    /**
     * Registers a worker that begins all that it claims at once.
     *
     * @param worker its id, new for every registration
     * @param lease how long it counts as alive after each renewal
     * @param serves what it serves, in order of rank
     * @param labels what it carries, for jobs that ask for it
     * @return its number, which claims carry
     */
    long register(ProcessId worker, Duration lease, List<Served> serves, List<String> labels);

    /** Registers a worker without labels. */
    default long register(ProcessId worker, Duration lease, List<Served> serves) {
        return register(worker, lease, serves, List.of());
    }

    /** Registers a worker that tells no more of its topics than their names. */
    default long register(ProcessId worker, List<String> topics, Duration lease) {
        return register(worker, lease, topics.stream().map(Served::unknown).toList());
    }

    /**
     * Renews the lease.
     *
     * @param lastClaim how long ago it last claimed a job; null if it never did
     * @return when, by the store's clock; empty if it is not registered any more: then its jobs belong to others
     */
    Optional<Instant> renew(long node, @Nullable Duration lastClaim);

    /**
     * Whether nobody can take this node's jobs while the store keeps it waiting, because they would wait as well: so with
     * SQLite's one writer. Then a node that is merely blocked need not give up its jobs.
     */
    default boolean holdsLeaseWhileBlocked() {
        return false;
    }

    /** Compares what the node runs with what the store has it run; a node that has run nothing for a while is looked at seldomer. */
    Look look(long node);

    /**
     * Takes the jobs of dead nodes, in one transaction per node with the deletion of its row: they go back to their place,
     * uncharged. Of each topic as many as the node had slots, those claimed first, count a crash: they had begun. What is left of
     * nodes that were unregistered is taken as well, and counts none. A node whose jobs cannot be moved holds up no other; its
     * failure, as that of a store that goes away meanwhile, is thrown by a call that takes nothing.
     *
     * @param trustedUntil until when, by the store's clock, a lapsed lease is enough; after that, and if null, only proof of
     *     death counts (on SQLite a kernel-held lock that is free)
     */
    List<Rescued> rescue(long self, @Nullable Instant trustedUntil);

    /**
     * Hands back what the node still holds, uncharged, and removes its row; what others have locked at that moment is left to
     * {@link #rescue}. Does nothing for an unknown node.
     */
    void unregister(long node);

    /**
     * Removes a stale node's row and rescues its jobs; false if there is no such node or it is alive. Unlike
     * {@link #rescue}, a lapsed lease is enough even if nobody could have renewed it, because the store could not be written:
     * such a node's fences end while it may still trust them.
     */
    boolean forget(ProcessId worker);

    /**
     * What a node has to do about its running jobs.
     *
     * @param cancelled the fences of those whose cancel was requested, or whose running row is gone or belongs to another fence.
     *     By the time it is told, the node may hold such a job under another fence, of which this says nothing
     * @param strays those that nobody here knows of, to be given back: their claim took effect, but its answer was lost. A
     *     claim that is still under way is waited for; so one is found by the second look at the earliest
     */
    record Look(Map<JobId, Long> cancelled, List<Stray> strays) {

        /** There is nothing to do. */
        public static final Look NOTHING = new Look(Map.of(), List.of());
    }

    /**
     * A running job that its node knows nothing of.
     *
     * @param job which
     * @param attempt the attempt that nobody runs
     * @param claimedAt when it was claimed, by the store's clock
     */
    record Stray(JobRef job, ClaimedJob.Attempt attempt, Instant claimedAt) {}

    /**
     * A dead node and how many jobs it held.
     *
     * @param worker its id
     * @param jobs how many went back
     */
    record Rescued(ProcessId worker, int jobs) {}
}
