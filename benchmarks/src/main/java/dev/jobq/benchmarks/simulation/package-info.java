/** The coordination of several nodes, run on one thread under a drawn schedule and a clock that does not run by itself. */
@NullMarked
package dev.jobq.benchmarks.simulation;

import org.jspecify.annotations.NullMarked;
