package dev.jobq.benchmarks;

import dev.jobq.benchmarks.machine.Disk;
import dev.jobq.benchmarks.measure.Report;
import java.io.PrintStream;
import java.util.Map;
import java.util.TreeMap;

/** Runs one benchmark: {@code benchmarks/run NAME [options]}. Ends with 1 if anything could not be measured. */
public final class Main {

    private static final Map<String, Benchmark> BENCHMARKS = new TreeMap<>(Map.ofEntries(
            Map.entry("await", new Awaiting()),
            Map.entry("chaos", new Chaos()),
            Map.entry("checker", new Checking()),
            Map.entry("files", new Files()),
            Map.entry("horizon", new Horizon()),
            Map.entry("idle", new Idle()),
            Map.entry("latency", new Latency()),
            Map.entry("outage", new Outages()),
            Map.entry("powercut", new PowerCut()),
            Map.entry("purge", new Purging()),
            Map.entry("raw", new Raw()),
            Map.entry("rerun", new Rerun()),
            Map.entry("rules", new Rules()),
            Map.entry("scale", new Scale()),
            Map.entry("seed-table", new SeedTable()),
            Map.entry("simulation", new Simulated()),
            Map.entry("statements", new Statements()),
            Map.entry("throughput", new Throughput())));

    private Main() {}

    public static void main(String[] arguments) {
        int status;
        try {
            status = run(new Options(arguments), System.out);
        } catch (IllegalArgumentException ex) {
            System.err.println(ex.getMessage());
            status = 2;
        } catch (Exception ex) {
            ex.printStackTrace();
            status = 1;
        }
        // What a contender left running must not keep a finished run alive.
        System.exit(status);
    }

    private static int run(Options options, PrintStream out) throws Exception {
        if (options.isHelp() || options.names().isEmpty()) {
            out.println("Usage: benchmarks/run NAME [options]");
            BENCHMARKS.forEach((name, benchmark) -> out.printf("  %-12s %s%n", name, benchmark.about()));
            out.println(Options.HELP);
            return options.isHelp() ? 0 : 2;
        }
        if (options.names().size() > 1) {
            throw new IllegalArgumentException(
                    "one benchmark a run, not %s: parts are named by --only".formatted(options.names()));
        }
        String name = options.names().get(0);
        Benchmark benchmark = BENCHMARKS.get(name);
        if (benchmark == null) {
            throw new IllegalArgumentException("no benchmark %s, but %s".formatted(name, BENCHMARKS.keySet()));
        }
        options.requireKnown(benchmark.parts());
        Report report = new Report(out);
        report.say(
                "%s on %d processors, Java %s, data in %s%s",
                name,
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                options.directory(),
                options.isQuick() ? "; quick: the figures mean nothing" : "");
        benchmark.configuration(options).forEach(line -> report.say("%s", line));
        try (Disk disk = new Disk(options.directory())) {
            benchmark.run(options, disk, report);
        }
        if (options.isJson()) {
            out.println(report.json());
        }
        if (!report.hasRows()) {
            System.err.println("nothing was measured");
            return 1;
        }
        return report.hasFailures() ? 1 : 0;
    }
}
