/** The queues that are measured, each behind the same face. */
@NullMarked
package dev.jobq.benchmarks.contender;

import org.jspecify.annotations.NullMarked;
