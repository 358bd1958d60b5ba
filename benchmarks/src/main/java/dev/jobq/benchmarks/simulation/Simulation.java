package dev.jobq.benchmarks.simulation;

import dev.jobq.StoreException;
import dev.jobq.StoreUnavailableException;
import dev.jobq.benchmarks.chaos.Fault;
import dev.jobq.benchmarks.chaos.FinalState;
import dev.jobq.benchmarks.chaos.HistoryChecker;
import dev.jobq.benchmarks.chaos.Invariant;
import dev.jobq.benchmarks.chaos.Violation;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One world from its seed to its end: some steps, each of which is one call of one actor, with faults between any two of them and
 * within any transaction; then whoever is missing comes back and everything has to end.
 */
public final class Simulation {

    private static final int STEPS = 160;
    private static final int FAULT_ONE_IN = 12;
    private static final int PLACES = 3;
    private static final int MOST_JOBS = 22;
    private static final long BOUND = 60_000_000;
    private static final int MOST_STEPS = 20_000;

    private final World world;
    private final @Nullable SimulatedNode[] nodes = new SimulatedNode[PLACES];
    /** Until when a place's process stands still. */
    private final long[] frozenUntil = new long[PLACES];

    private final long[] frozenAt = new long[PLACES];
    private SimulatedClient client;
    private int unfinished;

    private Simulation(World world) {
        this.world = world;
        this.client = new SimulatedClient(world);
    }

    /**
     * What came of one seed.
     *
     * @param seed the seed
     * @param trace what stands for all that happened
     * @param violations broken promises
     * @param steps how many things happened
     * @param jobs how many works were enqueued or tried to be
     * @param lines what happened
     */
    public record Outcome(long seed, long trace, List<Violation> violations, int steps, int jobs, List<String> lines) {}

    /** The tables of all worlds. */
    public static List<String> schema() throws SQLException {
        return MemoryDatabase.schema();
    }

    /** Runs one seed. */
    public static Outcome run(long seed, List<String> schema, @Nullable Plant plant) throws SQLException {
        try (World world = new World(seed, schema, plant)) {
            Simulation simulation = new Simulation(world);
            try {
                simulation.play();
            } catch (StoreException ex) {
                world.violation(Invariant.I10, "an error that nobody expected: %s", ex);
            } finally {
                simulation.close();
            }
            return new Outcome(
                    seed,
                    world.trace.hash(),
                    List.copyOf(world.violations),
                    world.trace.steps(),
                    world.works.size(),
                    List.copyOf(world.trace.lines()));
        }
    }

    private void play() throws SQLException {
        DueSchedules.put(client.store().schedules());
        for (int i = 0; i < STEPS && world.violations.isEmpty(); i++) {
            note(world.lot(FAULT_ONE_IN) ? fault() : act());
        }
        if (world.violations.isEmpty()) {
            heal();
            drain();
        }
        if (world.violations.isEmpty()) {
            FinalState state = FinalState.read(world.database.connection());
            world.violations.addAll(new HistoryChecker(world.faults, SimulatedNode.SLOTS).check(world.history, state));
            state.ended().forEach((id, ended) -> world.trace.add("%d %s", id, ended));
        }
    }

    private void note(String what) throws SQLException {
        if (world.clock.disarm()) {
            what += " (armed)";
        }
        if (world.takeChanged()) {
            unfinished = world.oracle.look();
        }
        world.trace.add("%d %s: %d", world.clock.tick(), what, unfinished);
    }

    private String act() throws SQLException {
        if (world.works.size() < MOST_JOBS && world.lot(6)) {
            String done = client.enqueue();
            world.awake.forEach(SimulatedNode::wake);
            return done;
        }
        if (world.lot(40)) {
            return client.letGo();
        }
        return go();
    }

    /** A process may not even come up. */
    private String actOrFail() throws SQLException {
        try {
            return act();
        } catch (StoreUnavailableException ex) {
            return "nobody starts";
        }
    }

    /** Some node does what is due; if there is none, time passes until something is. */
    private String go() throws SQLException {
        String done = "";
        while (done.isEmpty()) {
            done = goOnce();
        }
        return done;
    }

    private String goOnce() throws SQLException {
        int first = world.random.nextInt(PLACES);
        for (int i = 0; i < PLACES; i++) {
            int place = (first + i) % PLACES;
            SimulatedNode node = awake(place);
            if (node != null) {
                String done = node.step();
                if (!done.isEmpty()) {
                    return "node " + node.process + " " + done;
                }
            }
        }
        long next = Long.MAX_VALUE;
        for (int place = 0; place < PLACES; place++) {
            SimulatedNode node = nodes[place];
            if (node != null) {
                next = Math.min(next, Math.max(node.next(), frozenUntil[place]));
            }
        }
        long wait = next == Long.MAX_VALUE ? 50_000 : Math.max(1, next - world.clock.micros());
        world.clock.advance(wait + world.random.nextInt(2_000));
        return "";
    }

    /** The node of a place, if it is there and does not stand still; where there is none one may start. */
    private @Nullable SimulatedNode awake(int place) {
        SimulatedNode node = nodes[place];
        if (node == null) {
            if (world.lot(3)) {
                start(place);
            }
            return null;
        }
        if (frozenUntil[place] > world.clock.micros()) {
            return null;
        }
        if (frozenUntil[place] > 0) {
            thaw(place, node);
        }
        return node;
    }

    private void start(int place) {
        SimulatedNode node = new SimulatedNode(world);
        nodes[place] = node;
        world.awake.add(node);
    }

    private void thaw(int place, SimulatedNode node) {
        // What it does in the moment after is not to be relied on: it has to find out first.
        world.fault(Fault.Kind.FROZEN, node.process, frozenAt[place], world.clock.micros() + 300_000);
        frozenUntil[place] = 0;
        world.awake.add(node);
    }

    private String fault() throws SQLException {
        int place = world.random.nextInt(PLACES);
        SimulatedNode node = nodes[place];
        switch (world.random.nextInt(15)) {
            case 0, 1, 2 -> {
                if (node == null) {
                    return "nobody dies";
                }
                return "node " + node.process + (world.lot(4) ? stop(place, node) : kill(place, node));
            }
            case 3, 4, 5, 6, 7 -> {
                if (node == null || frozenUntil[place] > 0) {
                    return "nobody freezes";
                }
                frozenAt[place] = world.clock.micros();
                frozenUntil[place] = frozenAt[place] + world.random.nextLong(100_000, 2 * SimulatedNode.LEASE);
                world.awake.remove(node);
                return "node " + node.process + " freezes";
            }
            case 8 -> {
                world.clock.advance(world.random.nextLong(100_000, 2 * SimulatedNode.LEASE));
                return "all sleep";
            }
            case 9 -> {
                return longWrite();
            }
            case 10 -> {
                client.die();
                client = new SimulatedClient(world);
                return "the client dies";
            }
            case 14 -> {
                world.clock.step(world.random.nextLong(-SimulatedNode.LEASE, 3 * SimulatedNode.LEASE));
                return "the clock steps";
            }
            case 11 -> {
                world.clock.stallAfter(
                        world.random.nextInt(3), world.random.nextLong(100_000, 2 * SimulatedNode.LEASE));
                return "stalls: " + act();
            }
            default -> {
                world.clock.undoAfter(world.random.nextInt(3));
                return "undone: " + actOrFail();
            }
        }
    }

    /** A transaction of somebody else keeps all waiting who write, so that heartbeats wait as well. */
    private String longWrite() {
        world.awake.forEach(node -> node.lease().waitedForWriter());
        world.clock.advance(world.random.nextLong(100_000, 3 * SimulatedNode.LEASE));
        world.awake.forEach(node -> node.lease().writerIsFree());
        return "a long transaction";
    }

    private String kill(int place, SimulatedNode node) {
        long from = frozenUntil[place] > 0 ? frozenAt[place] : world.clock.micros();
        world.fault(Fault.Kind.KILLED, node.process, from, Long.MAX_VALUE);
        node.die();
        nodes[place] = null;
        world.awake.remove(node);
        frozenUntil[place] = 0;
        return " dies";
    }

    private String stop(int place, SimulatedNode node) {
        if (frozenUntil[place] > 0) {
            return kill(place, node);
        }
        world.fault(Fault.Kind.STOPPED, node.process, world.clock.micros(), Long.MAX_VALUE);
        node.stop();
        nodes[place] = null;
        world.awake.remove(node);
        return " stops";
    }

    private void heal() throws SQLException {
        client.store().schedules().remove(DueSchedules.NAME);
        for (int place = 0; place < PLACES; place++) {
            SimulatedNode node = nodes[place];
            if (node == null) {
                start(place);
            } else if (frozenUntil[place] > 0) {
                thaw(place, node);
            }
        }
        note("all are well");
    }

    private void drain() throws SQLException {
        long end = world.clock.micros() + BOUND;
        int steps = 0;
        while (unfinished > 0 && world.violations.isEmpty()) {
            if (world.clock.micros() > end || ++steps > MOST_STEPS) {
                world.violation(Invariant.I8, "%d jobs do not end", unfinished);
                return;
            }
            note(go());
        }
    }

    private void close() {
        client.die();
        for (SimulatedNode node : nodes) {
            if (node != null) {
                node.die();
            }
        }
    }
}
