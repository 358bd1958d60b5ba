/**
 * What processes really did, kept outside the database: every process appends one line for each thing it does to one file, and
 * {@link dev.jobq.history.HistoryChecker} finds what should not have happened.
 */
package dev.jobq.history;
