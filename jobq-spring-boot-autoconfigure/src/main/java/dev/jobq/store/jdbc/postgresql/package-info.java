/**
 * The seam on PostgreSQL: claims skip what others have locked, callers' inserts and ended attempts are written many at a
 * time, and other processes are told by notifications.
 */
@NullMarked
package dev.jobq.store.jdbc.postgresql;

import org.jspecify.annotations.NullMarked;
