package dev.jobq.benchmarks.simulation;

import dev.jobq.StoreUnavailableException;
import dev.jobq.benchmarks.chaos.Deed;
import dev.jobq.benchmarks.chaos.Fault;
import dev.jobq.benchmarks.chaos.Invariant;
import dev.jobq.benchmarks.chaos.Violation;
import dev.jobq.store.JobStore;
import dev.jobq.store.Upkeep;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** All that the actors of one simulation share: the lots, the clock, the database, and what is written down. */
final class World implements AutoCloseable {

    final SplittableRandom random;
    final VirtualClock clock;
    final MemoryDatabase database;
    final @Nullable Plant plant;
    final Trace trace = new Trace();
    final List<Deed> history = new ArrayList<>();
    final List<Fault> faults = new ArrayList<>();
    final List<Violation> violations = new ArrayList<>();
    final Oracle oracle;
    /** The work by its number, which is its payload. */
    final Map<Integer, Work> works = new HashMap<>();
    /** How often the handlers of works came to the point where they may fail, by number. */
    final Map<Integer, Integer> failures = new HashMap<>();
    /** The numbers of works whose handlers have had their whim. */
    final Set<Integer> whims = new HashSet<>();

    /** The nodes that do not stand still. */
    final Set<SimulatedNode> awake = new LinkedHashSet<>();

    private long processes;
    private boolean hasChanged;

    World(long seed, List<String> schema, @Nullable Plant plant) throws SQLException {
        this.random = new SplittableRandom(seed);
        this.clock = new VirtualClock(random.split());
        this.database = MemoryDatabase.open(schema);
        this.plant = plant;
        this.oracle = new Oracle(this);
    }

    /** A number for a new process, or for another life of one. */
    long nextProcess() {
        return ++processes;
    }

    /** A store for a new process, with whatever is planted in it. */
    JobStore openStore(long process) {
        JobStore store = database.open(clock, process);
        try {
            store.topics().declare(Work.RULES);
        } catch (StoreUnavailableException ex) {
            store.close();
            throw ex;
        }
        return Seam.tapped(store, call -> {
            Object result = plant == null ? call.proceed() : plant.call(call, this);
            hasChanged |= plant != null || !isIdle(call.name(), result);
            return result;
        });
    }

    /** Whether a call certainly changed nothing that is checked: after most steps there is nothing to be looked at. */
    private static boolean isIdle(String name, @Nullable Object result) {
        return switch (name) {
            case "nodes.look", "nodes.renew", "schedules.due" -> true;
            case "nodes.rescue" -> result instanceof List<?> rescued && rescued.isEmpty();
            case "upkeep.stage" -> result instanceof Upkeep.Staged staged && staged.jobs() == 0;
            default -> false;
        };
    }

    /** Whether anything may have changed since this was asked last. */
    boolean takeChanged() {
        boolean changed = hasChanged;
        hasChanged = false;
        return changed;
    }

    void deed(Deed.Kind kind, long process, long job, long fence) {
        Work work = oracle.workOf(job);
        history.add(new Deed(kind, clock.tick() * 1_000, process, job, fence, work.kind()));
        trace.add("%s %d %d %d", kind, process, job, fence);
    }

    /** A process is not to be relied on from a time on, until another or for good. */
    void fault(Fault.Kind kind, long process, long fromMicros, long toMicros) {
        faults.add(new Fault(
                kind, process, fromMicros * 1_000, toMicros == Long.MAX_VALUE ? Long.MAX_VALUE : toMicros * 1_000));
    }

    void violation(Invariant invariant, String format, Object... values) {
        violations.add(new Violation(invariant, String.format(Locale.ROOT, format, values)));
    }

    /** A handler is about to begin: no other may run that believes in its fence, and could know better. */
    void checkAlone(SimulatedNode node, Run run) {
        for (SimulatedNode other : awake) {
            Run others = other.runs().get(run.job());
            if (other != node
                    && others != null
                    && others.isRunning()
                    && other.lease().holds()) {
                violation(
                        Invariant.I2,
                        "job %d begins with fence %d in process %d while fence %d runs in process %d, which trusts it",
                        run.job(),
                        run.fence(),
                        node.process,
                        others.fence(),
                        other.process);
            }
        }
    }

    boolean lot(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    @Override
    public void close() throws SQLException {
        oracle.close();
        database.close();
    }
}
