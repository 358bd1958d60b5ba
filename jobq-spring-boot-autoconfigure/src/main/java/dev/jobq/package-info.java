/**
 * What an application imports: the queue, jobs, handlers, outcomes and events. This package needs nothing but the JDK.
 */
@NullMarked
package dev.jobq;

import org.jspecify.annotations.NullMarked;
