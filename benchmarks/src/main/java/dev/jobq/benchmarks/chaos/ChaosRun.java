package dev.jobq.benchmarks.chaos;

import dev.jobq.benchmarks.machine.CutProxy;
import dev.jobq.benchmarks.machine.Database;
import dev.jobq.benchmarks.machine.PostgresServer;
import dev.jobq.benchmarks.measure.Figures;
import dev.jobq.benchmarks.measure.Report;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rounds of work and faults on one store. In each round the enqueuers enqueue while faults happen; then whoever was lost is
 * started again and everything has to end within a bound. The same seed draws the same faults; what they hit is up to the
 * machine.
 */
public final class ChaosRun {

    private static final int ENQUEUERS = 2;
    private static final int JOBS_PER_ENQUEUER = 120;
    /** Of each round; what an enqueuer that was killed leaves undone, others make up for. */
    private static final int LEAST_JOBS = 200;

    private static final int CHECK_EVERY = 10;
    private static final int MOST_TOLD = 40;
    private static final long BOUND_MILLIS = 30_000;
    private static final long SILENCE_MILLIS = 60;

    private final Database database;
    private final @Nullable PostgresServer server;
    private final @Nullable CutProxy proxy;
    private final Path histories;
    private final Report report;
    private final Map<Blow, Integer> blows = new EnumMap<>(Blow.class);

    /**
     * Rounds on one database.
     *
     * @param server the server, if there is one
     * @param proxy what stands between it and the processes
     * @param histories where processes write down what they do
     */
    public ChaosRun(
            Database database,
            @Nullable PostgresServer server,
            @Nullable CutProxy proxy,
            Path histories,
            Report report) {
        this.database = database;
        this.server = server;
        this.proxy = proxy;
        this.histories = histories;
        this.report = report;
    }

    /**
     * What the rounds are like.
     *
     * @param rounds how many at most
     * @param seed draws the faults
     * @param lease how long a worker may be silent before others take its jobs
     * @param isWanted whether a fault, by its name, is among those drawn
     */
    public record Plan(int rounds, long seed, Duration lease, Predicate<String> isWanted) {}

    /** The names of what may happen. */
    public static Set<String> faults() {
        return Arrays.stream(Blow.values()).map(Blow::key).collect(Collectors.toSet());
    }

    /**
     * Runs; reports a row with {@code violations}, {@code jobs}, {@code rounds} and {@code seconds}, and each violation. Too few
     * jobs fail the run as well: it would show less than it says.
     */
    public void run(Plan plan) throws Exception {
        int rounds = plan.rounds();
        List<Blow> drawn = Blow.DRAWN.stream()
                .filter(blow -> plan.isWanted().test(blow.key()) && isPossible(blow))
                .toList();
        String name = "chaos " + database.store();
        long start = System.nanoTime();
        List<Violation> violations = List.of();
        int round = 0;
        long acknowledged = 0;
        Findings findings = null;
        Violations late = new Violations();
        try (Crew crew = new Crew(reached(), histories, plan.lease(), 3, ENQUEUERS)) {
            crew.complete();
            while (round < rounds && violations.isEmpty()) {
                round++;
                acknowledged += playRound(
                        crew,
                        drawn,
                        new SplittableRandom(plan.seed() * 1_000_003 + round),
                        plan.seed() + 1_000L * round);
                checkQuiet(round, late);
                if (round % CHECK_EVERY == 0 || round == rounds || !late.found().isEmpty()) {
                    findings = Findings.of(histories, database, crew.faults());
                    violations = Stream.concat(late.found().stream(), findings.violations().stream())
                            .toList();
                    report.say(
                            "  %s: round %d: %d jobs, %.0f handlers told that their fence was over, %d violations",
                            name, round, findings.jobs(), findings.fences().get("told"), violations.size());
                }
            }
        }
        if (findings == null) {
            return;
        }
        Figures figures = new Figures()
                .and("violations", violations.size())
                .and("jobs", (double) findings.jobs())
                .and("acknowledged", (double) acknowledged)
                .and("rounds", round)
                .and("seconds", (System.nanoTime() - start) / 1e9)
                .and("attempts", (double) findings.attempts())
                .and(findings.fences());
        blows.forEach((blow, times) -> figures.and(blow.name().toLowerCase(Locale.ROOT), times));
        report.row(name, figures.and(findings.reruns()));
        for (Violation violation : violations.subList(0, Math.min(MOST_TOLD, violations.size()))) {
            report.say("  %s: %s", violation.invariant(), violation.what());
        }
        if (!violations.isEmpty()) {
            report.failure(name + ": promises broken", new IllegalStateException(violations.size() + " violations"));
        }
        if (acknowledged < (long) LEAST_JOBS * round) {
            report.failure(
                    name + ": too few jobs",
                    new IllegalStateException(
                            "%d acknowledged in %d rounds, not %d in each".formatted(acknowledged, round, LEAST_JOBS)));
        }
    }

    /** How many jobs of this round's were acknowledged at least: of what killed enqueuers had enqueued before, nobody heard. */
    private int playRound(Crew crew, List<Blow> drawn, SplittableRandom random, long jobsSeed) throws Exception {
        crew.orderJobs(jobsSeed, JOBS_PER_ENQUEUER);
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            Pause.millis(random.nextInt(10, 300));
            strike(crew, drawn.get(random.nextInt(drawn.size())), random);
        }
        int acknowledged = crew.awaitEnqueued();
        crew.complete();
        if (acknowledged < LEAST_JOBS) {
            crew.orderJobs(jobsSeed + ENQUEUERS, (LEAST_JOBS - acknowledged + ENQUEUERS - 1) / ENQUEUERS);
            acknowledged += crew.awaitEnqueued();
        }
        return acknowledged;
    }

    private void strike(Crew crew, Blow blow, SplittableRandom random) throws Exception {
        int which = random.nextInt(6);
        boolean isHit = switch (blow) {
            case KILL_WORKER -> crew.killWorker(which);
            case FREEZE_WORKER -> crew.freezeWorker(which);
            case STOP_WORKER -> crew.stopWorker(which);
            case KILL_ENQUEUER -> crew.killEnqueuer(which);
            default -> strikeServer(blow);
        };
        // One that was killed in the same round cannot be killed again.
        if (isHit) {
            blows.merge(blow, 1, Integer::sum);
        }
    }

    private boolean strikeServer(Blow blow) throws Exception {
        switch (blow) {
            case BREAK_CONNECTIONS -> server().breakConnections(database.url());
            case CUT_CONNECTIONS -> proxy().cut();
            case LOSE_ANSWERS -> {
                proxy().beSilent();
                Pause.millis(SILENCE_MILLIS);
                proxy().speak();
            }
            case CRASH_SERVER -> server().crash();
            default -> throw new IllegalArgumentException("not of a server: " + blow);
        }
        return true;
    }

    private boolean isPossible(Blow blow) {
        return server != null || !blow.isOfServer();
    }

    /** The database as the processes reach it. */
    private Database reached() {
        return proxy == null || server == null
                ? database
                : new Database(database.store(), server.through(database.url(), proxy.port()), null, () -> {});
    }

    private CutProxy proxy() {
        if (proxy == null) {
            throw new IllegalStateException("no proxy");
        }
        return proxy;
    }

    private PostgresServer server() {
        if (server == null) {
            throw new IllegalStateException("no server");
        }
        return server;
    }

    /**
     * Waits until nothing waits or runs. Whatever is left when the bound is over is a broken promise, though it may end while
     * the history is looked at, which waits once more.
     */
    private void checkQuiet(int round, Violations late) throws SQLException, InterruptedException {
        long end = System.nanoTime() + BOUND_MILLIS * 1_000_000;
        long left = FinalState.unfinished(database.url());
        while (left > 0 && System.nanoTime() - end < 0) {
            Pause.millis(50);
            left = FinalState.unfinished(database.url());
        }
        if (left > 0) {
            late.add(
                    Invariant.I8,
                    "round %d did not come to rest within %d ms: %d jobs were left",
                    round,
                    BOUND_MILLIS,
                    left);
        }
    }
}
