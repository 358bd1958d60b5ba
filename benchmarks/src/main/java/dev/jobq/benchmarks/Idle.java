package dev.jobq.benchmarks;

import dev.jobq.benchmarks.contender.Contender;
import dev.jobq.benchmarks.contender.Handled;
import dev.jobq.benchmarks.contender.OpenQueue;
import dev.jobq.benchmarks.contender.TenTopics;
import dev.jobq.benchmarks.machine.Database;
import dev.jobq.benchmarks.machine.Disk;
import dev.jobq.benchmarks.machine.PostgresServer;
import dev.jobq.benchmarks.machine.ProcessFigures;
import dev.jobq.benchmarks.measure.Figures;
import dev.jobq.benchmarks.measure.Report;
import dev.jobq.benchmarks.measure.Samples;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What a worker with nothing to do costs: a jobq application with ten topics, and the others' workers. */
final class Idle implements Benchmark {

    private static final int WARM_UP = 2_000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int SETTLE_SECONDS = 15;
    private static final int PARTS = 3;
    private static final String NOTHING = "nothing at all";
    private static final String JOBQ = "jobq defaults, 10 topics";

    @Override
    public String about() {
        return "processor share and statements of workers that have done 2,000 jobs and have nothing to do (60 s each)";
    }

    @Override
    public List<String> configuration(Options options) {
        return Contender.configuration(
                options.contenders(), POSTGRESQL, "ratio: of the processor's time, the server's included, to jobq's");
    }

    @Override
    public void run(Options options, Disk disk, Report report) throws Exception {
        if (options.hasStore("sqlite")) {
            run(options, Database.sqlite(disk), "sqlite", report);
        }
        if (options.hasStore("postgresql")) {
            try (PostgresServer server = new PostgresServer(disk, true)) {
                run(options, Database.postgresql(server), "postgresql", report);
            }
        }
    }

    private interface Opening {
        AutoCloseable open(Database database) throws Exception;
    }

    private static void run(Options options, Database.Source databases, String store, Report report) {
        String title = store + " idle";
        Map<String, Opening> idlers = new LinkedHashMap<>();
        idlers.put(NOTHING, database -> () -> {});
        idlers.put(JOBQ, database -> TenTopics.start(database, WARM_UP));
        for (Contender contender : options.contenders()) {
            if (!contender.name().startsWith("jobq")) {
                idlers.put(contender.name(), database -> working(contender, database));
            }
        }
        Map<String, Figures> figures = new LinkedHashMap<>();
        idlers.forEach((name, opening) -> {
            try {
                figures.put(name, measure(opening, name.equals(NOTHING) ? 0 : WARM_UP, databases, options, report));
            } catch (Exception ex) {
                report.failure(title + ": " + name, ex);
            }
        });
        Figures own = figures.get(JOBQ);
        figures.forEach((name, one) ->
                report.row(title + ": " + name, own == null ? one : one.and("ratio", percent(one) / percent(own))));
        report.printTable(title);
    }

    private static double percent(Figures figures) {
        double server = figures.get("serverPercentOfACore");
        return figures.get("percentOfACore") + (Double.isNaN(server) ? 0 : server);
    }

    private static OpenQueue working(Contender contender, Database database) throws Exception {
        OpenQueue queue = contender.open(database);
        queue.startWorkers();
        for (int i = 0; i < WARM_UP; i++) {
            queue.enqueue(System.nanoTime());
        }
        return queue;
    }

    /** A worker that never worked is busy with its compiler. */
    private static void awaitHandled(int jobs) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (Handled.count() < jobs) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(
                        "%d of %d jobs were handled within %s".formatted(Handled.count(), jobs, PATIENCE));
            }
            park(Duration.ofMillis(10));
        }
    }

    private static Figures measure(Opening opening, int jobs, Database.Source databases, Options options, Report report)
            throws Exception {
        Duration time = options.isQuick() ? Duration.ofSeconds(2) : options.seconds(60);
        Handled.reset();
        try (Database database = databases.open();
                AutoCloseable worker = opening.open(database)) {
            awaitHandled(jobs);
            park(options.isQuick() ? Duration.ofSeconds(1) : Duration.ofSeconds(SETTLE_SECONDS));
            PostgresServer server = databases.server();
            if (server != null) {
                server.forgetStatements();
            }
            Use before = Use.now(server);
            Map<String, Samples> parts = new LinkedHashMap<>();
            for (int i = 0; i < PARTS; i++) {
                park(time.dividedBy(PARTS));
                Use now = Use.now(server);
                now.since(before)
                        .values()
                        .forEach((name, value) -> parts.computeIfAbsent(name, key -> new Samples(PARTS))
                                .add(value));
                before = now;
            }
            if (server != null) {
                server.frequentStatements().forEach(one -> report.say("    %s", one));
            }
            // Not from the first to the last: the looks between are statements, too.
            Figures figures = new Figures();
            parts.forEach((name, part) -> figures.spread(name, part.mean(), part.min(), part.max()));
            return figures;
        }
    }

    private static void park(Duration time) {
        long deadline = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = deadline - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** What was used up to a moment. */
    private record Use(long at, Duration own, @Nullable Duration server, long statements) {

        static Use now(@Nullable PostgresServer server) throws Exception {
            return new Use(
                    System.nanoTime(),
                    ProcessFigures.cpu(),
                    server == null ? null : server.cpu(),
                    server == null ? 0 : server.statements());
        }

        Figures since(Use before) {
            double nanos = at - before.at;
            Figures figures = new Figures()
                    .and("percentOfACore", 100 * own.minus(before.own).toNanos() / nanos);
            if (server != null && before.server != null) {
                // The look at the counter is a statement too.
                figures.and(
                                "serverPercentOfACore",
                                100 * server.minus(before.server).toNanos() / nanos)
                        .and("statementsPerSecond", (statements - before.statements - 1) / (nanos / 1e9));
            }
            return figures;
        }
    }
}
