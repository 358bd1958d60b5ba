/** Looking at the queue from outside: endpoint, health and metrics. */
@NullMarked
package dev.jobq.actuate;

import org.jspecify.annotations.NullMarked;
