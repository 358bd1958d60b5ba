/** Everything an application imports. */
@NullMarked
package dev.jobq;

import org.jspecify.annotations.NullMarked;
