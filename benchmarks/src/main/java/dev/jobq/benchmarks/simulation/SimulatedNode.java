package dev.jobq.benchmarks.simulation;

import dev.jobq.StoreUnavailableException;
import dev.jobq.benchmarks.chaos.Deed;
import dev.jobq.benchmarks.chaos.Invariant;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.EndedAttempt;
import dev.jobq.store.JobExchange.Trade;
import dev.jobq.store.JobExchange.Wanted;
import dev.jobq.store.JobStore;
import dev.jobq.store.Move;
import dev.jobq.store.NodeRegistry;
import dev.jobq.store.NodeRegistry.Stray;
import dev.jobq.store.Served;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A process that works: it does by the store what the engine does, a step at a time, and by the same rules. It renews its lease,
 * and drops what it runs when four fifths of it are over; it rescues others only when it has itself been on time for a whole lease;
 * what ended is told until the store answers.
 */
final class SimulatedNode {

    static final long LEASE = 2_000_000;
    private static final long HEARTBEAT = LEASE / 4;
    static final int SLOTS = 2;
    private static final int AHEAD = 1;

    /** What a node knows of its lease: ours is over before the store says so. */
    private final Lease lease;

    final World world;
    final long process;
    private final JobStore store;
    private final Map<Long, Run> runs = new LinkedHashMap<>();
    private final Chores chores;
    private long node = -1;

    SimulatedNode(World world) {
        this.world = world;
        this.process = world.nextProcess();
        this.store = world.openStore(process);
        this.lease = new Lease(world, LEASE, HEARTBEAT);
        this.chores = new Chores(world.clock.micros(), HEARTBEAT);
    }

    Map<Long, Run> runs() {
        return runs;
    }

    Lease lease() {
        return lease;
    }

    JobStore store() {
        return store;
    }

    /** The earliest time at which it has something to do. */
    long next() {
        long next = chores.next();
        for (Run run : runs.values()) {
            next = Math.min(next, run.dueAt());
        }
        return next;
    }

    /** There may be something to claim. */
    void wake() {
        chores.soon(Chores.TRADE, world.clock.micros());
    }

    /** Does one thing that is due, by lot. Tells what, or an empty text if nothing is. */
    String step() throws SQLException {
        List<String> due = chores.due(world.clock.micros());
        List<Run> dueRuns = runs.values().stream()
                .filter(run -> run.dueAt() <= world.clock.micros())
                .toList();
        if (due.isEmpty() && dueRuns.isEmpty()) {
            return "";
        }
        int lot = world.random.nextInt(due.size() + dueRuns.size());
        if (lot >= due.size()) {
            return goOn(dueRuns.get(lot - due.size()));
        }
        String chore = due.get(lot);
        try {
            perform(chore);
        } catch (StoreUnavailableException ex) {
            chores.again(chore, world.clock.micros());
            return chore + " undone";
        }
        return chore;
    }

    private void perform(String chore) throws SQLException {
        // The engine watches the lease on a thread of its own: a heartbeat or a trade may come before it.
        if (node >= 0 && !chore.equals(Chores.TRADE) && !chore.equals(Chores.BEAT) && !lease.holds()) {
            drop();
        }
        switch (chore) {
            case Chores.BEAT -> beat();
            case Chores.RESCUE -> rescue();
            case Chores.STAGE -> store.upkeep().stage(world.random.nextInt(1, 20));
            case Chores.TRADE -> trade();
            case Chores.FIRE -> fire();
            default -> throw new IllegalArgumentException(chore);
        }
        chores.done(chore, world.clock.micros());
    }

    private void beat() {
        if (node >= 0 && !isRenewed()) {
            drop();
            recordEnded();
            store.nodes().unregister(node);
            node = -1;
            lease.lost();
        }
        if (node < 0) {
            register();
        }
        NodeRegistry.Look look = store.nodes().look(node);
        look.cancelled().forEach((id, fence) -> {
            Run run = runs.get(id.value());
            if (run != null && run.fence() == fence) {
                run.cancel();
            }
        });
        List<EndedAttempt> strays = new ArrayList<>();
        for (Stray stray : look.strays()) {
            strays.add(new EndedAttempt(
                    stray.job(), stray.attempt(), Move.release(), Run.report(stray.claimedAt(), Duration.ZERO)));
        }
        if (!strays.isEmpty()) {
            store.exchange().trade(node, strays, List.of());
        }
    }

    private boolean isRenewed() {
        long asked = world.clock.micros();
        long askedWall = world.clock.wall();
        Optional<Instant> renewed;
        lease.renewing(true);
        try {
            renewed = lease.mayRenew() ? store.nodes().renew(node, null) : Optional.empty();
        } finally {
            lease.renewing(false);
        }
        if (renewed.isEmpty() || !lease.mayRenew()) {
            return false;
        }
        lease.renewed(asked, askedWall, renewed.get());
        return true;
    }

    private void register() {
        long asked = world.clock.micros();
        long askedWall = world.clock.wall();
        List<Served> served = Work.TOPICS.stream()
                .map(topic -> Served.of(topic, SLOTS, Set.of("work")))
                .toList();
        node = store.nodes()
                .register(
                        MemoryDatabase.processId(process, world.nextProcess()),
                        Duration.ofMillis(LEASE / 1_000),
                        served);
        lease.begun(asked, askedWall);
    }

    /** The fences of all that runs here are over. */
    void drop() {
        lease.lose();
        for (Run run : List.copyOf(runs.values())) {
            if (!run.hasEnded()) {
                if (run.isRunning()) {
                    world.deed(Deed.Kind.INTERRUPTED, process, run.job(), run.fence());
                }
                runs.remove(run.job());
            }
        }
    }

    private void rescue() {
        if (node >= 0 && lease.holds()) {
            store.nodes().rescue(node, lease.trustedUntil());
        }
    }

    private void fire() {
        if (node >= 0 && lease.holds()) {
            DueSchedules.fire(store.schedules());
        }
    }

    private void recordEnded() {
        List<EndedAttempt> ended = ended();
        if (!ended.isEmpty()) {
            tell(ended, List.of());
        }
    }

    private void trade() throws SQLException {
        if (node < 0) {
            return;
        }
        List<Wanted> wanted = new ArrayList<>();
        // Whether the lease holds is not asked here: it may end between any check and the claim, and the store decides.
        for (String topic : Work.TOPICS) {
            long taken = runs.values().stream()
                    .filter(run -> run.topic().equals(topic))
                    .count();
            if (taken < SLOTS + AHEAD) {
                wanted.add(new Wanted(topic, (int) (SLOTS + AHEAD - taken)));
            }
        }
        List<EndedAttempt> ended = ended();
        List<EndedAttempt> stale = world.oracle.stale(ended);
        Trade trade = tell(ended, wanted);
        if (!new HashSet<>(trade.lost()).equals(new HashSet<>(stale))) {
            world.violation(
                    Invariant.I3,
                    "fences of %d attempts were over, %d were told",
                    stale.size(),
                    trade.lost().size());
        }
        for (ClaimedJob job : trade.claimed()) {
            Run run = new Run(world, process, job);
            runs.put(run.job(), run);
        }
    }

    private List<EndedAttempt> ended() {
        return runs.values().stream().filter(Run::hasEnded).map(Run::ended).toList();
    }

    private Trade tell(List<EndedAttempt> ended, List<Wanted> wanted) {
        Trade trade = store.exchange().trade(node, ended, wanted);
        Set<EndedAttempt> busy = new HashSet<>(trade.busy());
        ended.stream()
                .filter(attempt -> !busy.contains(attempt))
                .forEach(attempt -> runs.remove(attempt.job().id().value()));
        return trade;
    }

    private String goOn(Run run) throws SQLException {
        if (run.isRunning()) {
            if (!lease.holds() && world.plant != Plant.NOBODY_TOLD) {
                world.deed(Deed.Kind.TOLD, process, run.job(), run.fence());
            }
            run.end();
            chores.soon(Chores.TRADE, world.clock.micros());
            return "end " + run.job();
        }
        long running = runs.values().stream()
                .filter(other -> other.isRunning() && other.topic().equals(run.topic()))
                .count();
        if (running >= SLOTS || run.isBehind(runs.values())) {
            run.putOff(world.clock.micros() + 10_000);
            return "wait";
        }
        if (!lease.holds()) {
            runs.remove(run.job());
            return "abandon " + run.job();
        }
        world.checkAlone(this, run);
        run.begin();
        return "begin " + run.job();
    }

    /** Its process ends, whatever it does. */
    void die() {
        store.close();
    }

    /** Is asked to stop: hands back what it still holds. */
    void stop() {
        if (node >= 0) {
            drop();
            recordEnded();
            store.nodes().unregister(node);
        }
        store.close();
    }
}
