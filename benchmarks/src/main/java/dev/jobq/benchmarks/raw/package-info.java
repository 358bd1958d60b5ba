/** The fixed bare JDBC loops that jobq is compared with. They must not follow the engine's SQL. */
@NullMarked
package dev.jobq.benchmarks.raw;

import org.jspecify.annotations.NullMarked;
