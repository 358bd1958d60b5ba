/** One class per benchmark; {@link dev.jobq.benchmarks.Main} runs one by its name. */
@NullMarked
package dev.jobq.benchmarks;

import org.jspecify.annotations.NullMarked;
