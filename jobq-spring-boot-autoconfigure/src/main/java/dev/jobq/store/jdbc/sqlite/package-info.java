/**
 * The store on SQLite. One connection of jobq's own writes; callers' operations share its commits, and everybody who writes
 * the file takes turns.
 */
@NullMarked
package dev.jobq.store.jdbc.sqlite;

import org.jspecify.annotations.NullMarked;
