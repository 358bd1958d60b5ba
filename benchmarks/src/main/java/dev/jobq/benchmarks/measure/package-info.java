/** Taking figures and showing them. */
@NullMarked
package dev.jobq.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
