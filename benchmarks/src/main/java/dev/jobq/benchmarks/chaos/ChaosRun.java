package dev.jobq.benchmarks.chaos;

import dev.jobq.benchmarks.machine.Database;
import dev.jobq.benchmarks.machine.PostgresServer;
import dev.jobq.benchmarks.measure.Figures;
import dev.jobq.benchmarks.measure.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Rounds of work and faults on one store. In each round the enqueuers enqueue while faults happen; then whoever was lost is
 * started again and everything has to end within a bound. The same seed draws the same faults; what they hit is up to the
 * machine.
 */
public final class ChaosRun {

    private static final int JOBS_PER_ENQUEUER = 120;
    private static final int CHECK_EVERY = 20;
    private static final long BOUND_MILLIS = 30_000;

    private enum Blow {
        KILL_WORKER,
        FREEZE_WORKER,
        STOP_WORKER,
        KILL_ENQUEUER,
        BREAK_CONNECTIONS,
        CRASH_SERVER
    }

    private final Database database;
    private final @Nullable PostgresServer server;
    private final Path histories;
    private final Report report;
    private final Map<Blow, Integer> blows = new EnumMap<>(Blow.class);

    public ChaosRun(Database database, @Nullable PostgresServer server, Path histories, Report report) {
        this.database = database;
        this.server = server;
        this.histories = histories;
        this.report = report;
    }

    /** Runs; reports a row with {@code violations}, {@code jobs}, {@code rounds} and {@code seconds}, and each violation. */
    public void run(int rounds, long seed) throws Exception {
        String name = "chaos " + database.store();
        long start = System.nanoTime();
        List<Violation> violations = List.of();
        int round = 0;
        Findings findings = null;
        try (Crew crew = new Crew(database, histories, 3, 2)) {
            crew.complete();
            while (round < rounds && violations.isEmpty()) {
                round++;
                playRound(crew, new SplittableRandom(seed * 1_000_003 + round), seed + 1_000L * round);
                if (round % CHECK_EVERY == 0 || round == rounds) {
                    findings = Findings.of(histories, database, crew.faults());
                    violations = findings.violations();
                    report.say(
                            "  %s: round %d: %d jobs, %d violations", name, round, findings.jobs(), violations.size());
                }
            }
        }
        if (findings == null) {
            return;
        }
        Figures figures = new Figures()
                .and("violations", violations.size())
                .and("jobs", (double) findings.jobs())
                .and("rounds", round)
                .and("seconds", (System.nanoTime() - start) / 1e9)
                .and("attempts", (double) findings.attempts());
        blows.forEach((blow, times) -> figures.and(blow.name().toLowerCase(Locale.ROOT), times));
        report.row(name, figures.and(findings.reruns()));
        for (Violation violation : violations) {
            report.say("  %s: %s", violation.invariant(), violation.what());
        }
        if (!violations.isEmpty()) {
            report.failure(name + ": promises broken", new IllegalStateException(violations.size() + " violations"));
        }
    }

    private void playRound(Crew crew, SplittableRandom random, long jobsSeed) throws Exception {
        crew.orderJobs(jobsSeed, JOBS_PER_ENQUEUER);
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            Pause.millis(random.nextInt(10, 300));
            strike(crew, random);
        }
        crew.awaitEnqueued();
        crew.complete();
        awaitQuiet();
    }

    private void strike(Crew crew, SplittableRandom random) throws Exception {
        int lot = random.nextInt(100);
        int which = random.nextInt(6);
        Blow blow = draw(lot);
        blows.merge(blow, 1, Integer::sum);
        switch (blow) {
            case KILL_WORKER -> crew.killWorker(which);
            case FREEZE_WORKER -> crew.freezeWorker(which);
            case STOP_WORKER -> crew.stopWorker(which);
            case KILL_ENQUEUER -> crew.killEnqueuer(which);
            case BREAK_CONNECTIONS -> server().breakConnections(database.url());
            case CRASH_SERVER -> server().crash();
        }
    }

    private Blow draw(int lot) {
        if (lot < 40) {
            return Blow.KILL_WORKER;
        } else if (lot < 55) {
            return Blow.FREEZE_WORKER;
        } else if (lot < 70) {
            return Blow.STOP_WORKER;
        } else if (lot < 80) {
            return Blow.KILL_ENQUEUER;
        } else if (server == null) {
            return Blow.KILL_WORKER;
        }
        return lot < 93 ? Blow.BREAK_CONNECTIONS : Blow.CRASH_SERVER;
    }

    private PostgresServer server() {
        if (server == null) {
            throw new IllegalStateException("no server");
        }
        return server;
    }

    /** Waits until nothing waits or runs, or the bound is over: then the check finds what is left. */
    private void awaitQuiet() throws SQLException, InterruptedException, IOException {
        long end = System.nanoTime() + BOUND_MILLIS * 1_000_000;
        while (FinalState.unfinished(database.url()) > 0 && System.nanoTime() < end) {
            Pause.millis(50);
        }
    }
}
