/**
 * The seam on SQL databases: what both dialects share. SQL stands in one file per query and dialect, with the same names
 * and parameters; each dialect adds its own hot path and its own way of running a transaction.
 */
@NullMarked
package dev.jobq.store.jdbc;

import org.jspecify.annotations.NullMarked;
