/** Databases that go away, fill up, say nothing or are replaced while an engine runs on them. */
@NullMarked
package dev.jobq.outage;

import org.jspecify.annotations.NullMarked;
