/** The queue that applications get: checks what is enqueued and hands it to the store. */
@NullMarked
package dev.jobq.queue;

import org.jspecify.annotations.NullMarked;
