package dev.jobq.benchmarks.raw;

import dev.jobq.benchmarks.measure.Figures;
import java.util.concurrent.Callable;

/** Measures inserts of one job each. */
@FunctionalInterface
public interface SingleInserts {

    /**
     * Measures.
     *
     * @param insert inserts one job and returns when it is durable
     */
    Figures measure(Callable<Void> insert) throws Exception;
}
