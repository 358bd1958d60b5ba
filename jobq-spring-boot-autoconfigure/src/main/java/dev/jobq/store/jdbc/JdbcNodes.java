package dev.jobq.store.jdbc;

import dev.jobq.JobId;
import dev.jobq.JobRef;
import dev.jobq.ProcessId;
import dev.jobq.QueueClosedException;
import dev.jobq.StoreUnavailableException;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.NodeRegistry;
import dev.jobq.store.Served;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/** Who works on this store, on both dialects. */
public final class JdbcNodes implements NodeRegistry {

    private static final Log log = LogFactory.getLog(JdbcNodes.class);

    private final Transactor transactor;
    private final Processes processes;
    private final LifeLock life;
    private final Rooms rooms;
    private final Lines lines;
    private final Returns returns;
    private final HeldJobs held = new HeldJobs();
    private final NodeLabels labels = new NodeLabels();
    private final Strays strays = new Strays(held);

    /**
     * Nodes.
     *
     * @param life proof that nodes live
     */
    public JdbcNodes(
            Transactor transactor, Processes processes, LifeLock life, JobEvents events, Rooms rooms, Lines lines) {
        this.transactor = transactor;
        this.processes = processes;
        this.life = life;
        this.rooms = rooms;
        this.lines = lines;
        this.returns = new Returns(events, rooms, lines);
    }

    /** What this process's nodes hold; whoever claims and ends jobs keeps it. */
    public HeldJobs held() {
        return held;
    }

    /** What this process's nodes carry. */
    public NodeLabels labels() {
        return labels;
    }

    @Override
    public long register(ProcessId worker, Duration lease, List<Served> serves, List<String> given) {
        Set<Long> locked = new HashSet<>();
        boolean isRegistered = false;
        try {
            long registered = transactor.writeApart(session -> {
                long node = processes.enrol(session, worker);
                // Held before anybody can see the node: others only ever look at the locks of nodes they see.
                long proof = life.hold(node);
                locked.add(node);
                session.call("node_insert")
                        .set("node", node)
                        .set("topics", serves.stream().map(Served::topic).collect(Collectors.joining("\n")))
                        .set("lease", lease)
                        .set("serves", ServedText.write(serves))
                        .set("labels", given.isEmpty() ? null : String.join("\n", given))
                        .set("proof", proof)
                        .update();
                return node;
            });
            labels.enter(registered, given, worker.label());
            isRegistered = true;
            return registered;
        } finally {
            if (!isRegistered) {
                // The number may be given again, to a node of another process, which would seem dead when this one
                // ends.
                locked.forEach(life::release);
            }
        }
    }

    @Override
    public Optional<Instant> renew(long node, @Nullable Duration lastClaim) {
        return transactor.writeUrgently(session -> session.call("node_renew")
                .set("node", node)
                .set("sinceClaim", lastClaim)
                .first(row -> Call.instant(row.getLong(1))));
    }

    @Override
    public boolean holdsLeaseWhileBlocked() {
        return life.isKeptWhileBlocked();
    }

    @Override
    public Look look(long node) {
        // In this order: what is claimed after the copy is not missed among the rows.
        long begun = held.begun();
        Map<Long, Long> known = new HashMap<>(held.of(node));
        if (known.isEmpty() && strays.isQuiet(node, begun)) {
            return Look.NOTHING;
        }
        return transactor.readUrgently(session -> {
            List<Running> rows =
                    session.call("running_fences").set("node", node).list(Running::of);
            strays.looked(node, begun, known.isEmpty() && rows.isEmpty());
            return new Look(cancelled(known, rows), strays(session, node, rows));
        });
    }

    private static Map<JobId, Long> cancelled(Map<Long, Long> known, List<Running> rows) {
        Map<Long, Long> gone = new HashMap<>(known);
        Map<JobId, Long> told = new HashMap<>();
        for (Running row : rows) {
            boolean isOurs = gone.remove(row.job, row.fence) || !gone.containsKey(row.job);
            if (isOurs && row.isCancelled) {
                told.put(new JobId(row.job), row.fence);
            }
        }
        gone.forEach((job, fence) -> told.put(new JobId(job), fence));
        return told;
    }

    private List<Stray> strays(Session session, long node, List<Running> rows) throws SQLException {
        Map<Long, Long> fences = new HashMap<>();
        rows.forEach(row -> fences.put(row.job, row.fence));
        List<Stray> found = new ArrayList<>();
        for (long job : strays.among(node, fences)) {
            long fence = Objects.requireNonNull(fences.get(job));
            session.call("running_ref")
                    .set("job", job)
                    .set("fence", fence)
                    .first(row -> stray(job, fence, row))
                    .ifPresent(found::add);
        }
        return found;
    }

    private static Stray stray(long job, long fence, ResultSet row) throws SQLException {
        return new Stray(
                new JobRef(new JobId(job), row.getString(1), row.getString(2)),
                new ClaimedJob.Attempt(row.getInt(3), row.getInt(4), fence, JobLabels.line(row.getString(6))),
                Call.instant(row.getLong(5)));
    }

    @Override
    public List<Rescued> rescue(long self, @Nullable Instant trustedUntil) {
        life.keep();
        List<Rescued> rescued = new ArrayList<>();
        List<NodeRow> others = transactor.read(session -> session.call("node_others")
                .set("self", self)
                .set("trustedUntil", trustedUntil)
                .list(NodeRow::of));
        RuntimeException failure = null;
        for (NodeRow node : others) {
            try {
                if (node.hasLeft() || node.isLapsed() || isDead(node)) {
                    takeOver(node).ifPresent(jobs -> rescued.add(new Rescued(node.worker(), jobs)));
                }
            } catch (StoreUnavailableException | QueueClosedException ex) {
                failure = ex;
                break;
            } catch (RuntimeException ex) {
                // The jobs of the others must not wait for this one's.
                log.error("The jobs of %s could not be taken".formatted(node.worker()), ex);
                failure = ex;
            }
        }
        if (rescued.isEmpty() && failure != null) {
            // Else it is told by the next call, so that what was done is told, too.
            throw failure;
        }
        if (!rescued.isEmpty()) {
            sweepLines();
        }
        return rescued;
    }

    /** A process that died may have left lines alone. They are swept now and then in any case. */
    private void sweepLines() {
        try {
            lines.sweep();
        } catch (RuntimeException ex) {
            log.debug("Lines could not be swept", ex);
        }
    }

    @Override
    public void unregister(long node) {
        rooms.refresh();
        transactor.writeApart(session -> {
            if (NodeRow.lock(session, node).isPresent()) {
                handBack(session, node, Set.of());
                // If it is still there: whoever takes the rest has to know that nothing crashed.
                NodeRow.leave(session, node, Set.of());
            }
            return node;
        });
        life.release(node);
        held.forget(node);
        labels.leave(node);
        strays.forget(node);
    }

    @Override
    public boolean forget(ProcessId worker) {
        Optional<NodeRow> node = transactor.read(session ->
                session.call("node_find").set("name", worker.toString()).first(NodeRow::of));
        return node.isPresent()
                && (node.get().hasLeft() || node.get().isLapsed() || isDead(node.get()))
                && takeOver(node.get()).isPresent();
    }

    private boolean isDead(NodeRow node) {
        return node.proof() > 0 && life.isFree(node.number(), node.worker(), node.proof());
    }

    /** Removes a node as it was seen and hands back its jobs; empty if it has renewed or somebody else was faster. */
    private Optional<Integer> takeOver(NodeRow node) {
        rooms.refresh();
        return transactor.writeApart(session -> {
            Optional<NodeRow.Locked> locked =
                    NodeRow.lock(session, node.number()).filter(row -> row.seenAt() == node.seenAt());
            if (locked.isEmpty()) {
                return Optional.empty();
            }
            // It may have left since it was looked up.
            Set<Long> crashed = locked.get().hasLeft()
                    ? locked.get().begun()
                    : Returns.begun(session, node.number(), node.worker());
            Optional<Integer> jobs = handBack(session, node.number(), crashed);
            if (jobs.isPresent()) {
                // If it is still there, for those jobs that others are changing.
                NodeRow.leave(session, node.number(), crashed);
            }
            return jobs;
        });
    }

    /**
     * Hands back what a locked node holds, and removes it. If others are changing some of its jobs, it stays, for the rescuers
     * to come back to.
     *
     * @return how many went back; empty if there was nothing to be done yet
     */
    private Optional<Integer> handBack(Session session, long node, Set<Long> crashed) throws SQLException {
        int jobs = returns.handBack(session, node, crashed);
        boolean isAll = session.call("running_fences")
                .set("node", node)
                .first(row -> true)
                .isEmpty();
        if (isAll) {
            session.call("node_delete").set("node", node).update();
        }
        return isAll || jobs > 0 ? Optional.of(jobs) : Optional.empty();
    }

    private record Running(long job, long fence, boolean isCancelled) {

        static Running of(ResultSet row) throws SQLException {
            return new Running(row.getLong(1), row.getLong(2), row.getInt(3) != 0);
        }
    }
}
