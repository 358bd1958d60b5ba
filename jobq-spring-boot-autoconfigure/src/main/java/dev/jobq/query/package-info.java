/** What a {@link dev.jobq.JobQuery} means, the same on every store, and the states that it looks into. */
@NullMarked
package dev.jobq.query;

import org.jspecify.annotations.NullMarked;
