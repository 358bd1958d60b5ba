package dev.jobq.benchmarks;

import dev.jobq.benchmarks.chaos.CheckerProof;
import dev.jobq.benchmarks.chaos.LongHistory;
import dev.jobq.benchmarks.machine.Disk;
import dev.jobq.benchmarks.measure.Figures;
import dev.jobq.benchmarks.measure.Report;

/** Whether the checker of histories finds what is wrong, and how long it takes for long ones. */
final class Checking implements Benchmark {

    private static final int LONGEST = 1_000_000;
    private static final int SHORTEST = 125_000;

    @Override
    public String about() {
        return "whether the checker of histories is blind, and its time for up to 1,000,000 events";
    }

    @Override
    public void run(Options options, Disk disk, Report report) {
        prove(report);
        int longest = options.isQuick() ? SHORTEST : LONGEST;
        // Once for the compiler.
        LongHistory.check(SHORTEST);
        for (int events = SHORTEST; events <= longest; events *= 2) {
            LongHistory.Checked checked = LongHistory.check(events);
            report.row(
                    "checker: " + events,
                    new Figures()
                            .and("events", checked.events())
                            .and("faults", checked.faults())
                            .and("seconds", checked.seconds())
                            .and("microsPerEvent", checked.seconds() * 1e6 / checked.events()));
        }
        report.printTable("checker");
    }

    /** A checker that is blind must not say that all is well. */
    static void prove(Report report) {
        CheckerProof.Result proof = CheckerProof.run();
        if (!proof.blind().isEmpty()) {
            throw new IllegalStateException("the checker cannot be relied on: " + proof.blind());
        }
        report.say(
                "the checker finds %d of %d planted faults and nothing in %d sound histories",
                proof.planted(), proof.planted(), proof.sound());
    }
}
