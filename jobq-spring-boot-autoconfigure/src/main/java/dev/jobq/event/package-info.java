/** Hands committed events to whoever listens: one stream, in commit order. */
@NullMarked
package dev.jobq.event;

import org.jspecify.annotations.NullMarked;
