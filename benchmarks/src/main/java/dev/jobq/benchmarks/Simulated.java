package dev.jobq.benchmarks;

import dev.jobq.benchmarks.chaos.Violation;
import dev.jobq.benchmarks.machine.Disk;
import dev.jobq.benchmarks.measure.Figures;
import dev.jobq.benchmarks.measure.Report;
import dev.jobq.benchmarks.simulation.Plant;
import dev.jobq.benchmarks.simulation.Simulation;
import dev.jobq.benchmarks.simulation.Simulation.Outcome;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many simulated worlds, each drawn from its seed; with planted faults, whether each is found. */
final class Simulated implements Benchmark {

    private static final int ROUNDS = 2_000;
    private static final int QUICK_ROUNDS = 200;
    private static final int PLANTED_ROUNDS = 1_000;
    private static final int CHUNK = 50;
    private static final int SHOWN_STEPS = 40;

    @Override
    public String about() {
        return "the coordination of nodes on a virtual clock, by drawn schedules with faults [--rounds=2000 --seed=1 --plant=all]";
    }

    @Override
    public List<String> configuration(Options options) {
        return List.of("jobq: nodes of one process on a SQLite database in memory and a virtual clock");
    }

    @Override
    public void run(Options options, Disk disk, Report report) throws Exception {
        List<String> schema = Simulation.schema();
        if (options.plants().isEmpty()) {
            simulate(options.isQuick() ? QUICK_ROUNDS : options.rounds(ROUNDS), options.seed(), schema, report);
            report.printTable("simulation");
            return;
        }
        List<Plant> plants = Arrays.stream(Plant.values())
                .filter(plant ->
                        options.plants().contains("all") || options.plants().contains(plant.key()))
                .toList();
        if (plants.isEmpty()) {
            throw new IllegalArgumentException("no such plant; there are "
                    + Arrays.stream(Plant.values()).map(Plant::key).toList());
        }
        ExecutorService worlds =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Future<Map<String, Object>>> rows = new ArrayList<>();
            int rounds = options.isQuick() ? PLANTED_ROUNDS : options.rounds(PLANTED_ROUNDS);
            for (Plant plant : plants) {
                rows.add(worlds.submit(() -> plant(plant, rounds, options.seed(), schema)));
            }
            for (int i = 0; i < plants.size(); i++) {
                Map<String, Object> row = rows.get(i).get();
                if (row.isEmpty()) {
                    report.failure(
                            plants.get(i).key(),
                            new IllegalStateException("%s was not found in %d rounds"
                                    .formatted(plants.get(i).breaks(), rounds)));
                } else {
                    report.row(plants.get(i).key(), row);
                }
            }
        } finally {
            worlds.shutdownNow();
        }
        report.printTable("planted");
    }

    private static void simulate(int rounds, long firstSeed, List<String> schema, Report report) throws Exception {
        long start = System.nanoTime();
        long violations = 0;
        long jobs = 0;
        long steps = 0;
        long traces = 0;
        int twice = 0;
        int played = 0;
        int threads = Runtime.getRuntime().availableProcessors();
        ExecutorService worlds = Executors.newFixedThreadPool(threads);
        try {
            while (played < rounds && violations == 0 && !report.hasFailures()) {
                List<Future<Outcome>> chunk = new ArrayList<>();
                for (int i = 0; i < CHUNK && played + i < rounds; i++) {
                    long seed = firstSeed + played + i;
                    chunk.add(worlds.submit(() -> Simulation.run(seed, schema, null)));
                }
                for (Future<Outcome> one : chunk) {
                    Outcome outcome = one.get();
                    played++;
                    violations += outcome.violations().size();
                    jobs += outcome.jobs();
                    steps += outcome.steps();
                    traces = traces * 31 + outcome.trace();
                    if (!outcome.violations().isEmpty()) {
                        tell(outcome, report);
                        break;
                    }
                }
                // The first of each chunk once more: the same seed has to tell the same story.
                twice++;
                Outcome first = chunk.get(0).get();
                if (Simulation.run(first.seed(), schema, null).trace() != first.trace()) {
                    report.failure(
                            "simulation: trace", new IllegalStateException("seed " + first.seed() + " ran otherwise"));
                }
            }
        } finally {
            worlds.shutdownNow();
        }
        Map<String, Object> row = new LinkedHashMap<>(new Figures()
                .and("violations", (double) violations)
                .and("jobs", (double) jobs)
                .and("rounds", played)
                .and("seconds", (System.nanoTime() - start) / 1e9)
                .and("steps", (double) steps)
                .and("runTwice", twice)
                .values());
        row.put("trace", String.format(Locale.ROOT, "%016x", traces));
        report.row("simulation", row);
    }

    private static void tell(Outcome outcome, Report report) {
        List<String> lines = outcome.lines();
        lines.subList(Math.max(0, lines.size() - SHOWN_STEPS), lines.size())
                .forEach(line -> report.say("    %s", line));
        for (Violation violation : outcome.violations()) {
            report.say("  seed %d: %s: %s", outcome.seed(), violation.invariant(), violation.what());
        }
        report.failure(
                "simulation: promises broken",
                new IllegalStateException("seed " + outcome.seed() + ", trace " + Long.toHexString(outcome.trace())));
    }

    /** Where a planted fault was found first; nothing if nowhere. */
    private static Map<String, Object> plant(Plant plant, int rounds, long firstSeed, List<String> schema)
            throws SQLException {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 0; i < rounds && row.isEmpty(); i++) {
            Outcome outcome = Simulation.run(firstSeed + i, schema, plant);
            for (Violation violation : outcome.violations()) {
                if (violation.invariant() == plant.breaks() && row.isEmpty()) {
                    row.put("breaks", plant.breaks().name());
                    row.put("seed", outcome.seed());
                    row.put("what", plant.what());
                    row.put("found", violation.what());
                }
            }
        }
        return row;
    }
}
