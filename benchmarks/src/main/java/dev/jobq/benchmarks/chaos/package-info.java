/**
 * Kills, freezes and cuts off real processes that share a queue, and checks from what each of them wrote down whether every
 * promise held.
 */
@NullMarked
package dev.jobq.benchmarks.chaos;

import org.jspecify.annotations.NullMarked;
