package dev.jobq.benchmarks;

import dev.jobq.benchmarks.machine.Disk;
import dev.jobq.benchmarks.measure.Report;

/** Something that is measured and reported. */
interface Benchmark {

    /** Measures. What could not be measured is reported as a failure, or thrown if nothing could. */
    void run(Options options, Disk disk, Report report) throws Exception;

    /** The line of help. */
    String about();
}
