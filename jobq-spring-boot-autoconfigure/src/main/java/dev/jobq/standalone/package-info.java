/** The queue without Spring: {@link dev.jobq.JobQueue#open}. */
@NullMarked
package dev.jobq.standalone;

import org.jspecify.annotations.NullMarked;
