/** The disk, the database server and the processes that are measured on. */
@NullMarked
package dev.jobq.benchmarks.machine;

import org.jspecify.annotations.NullMarked;
