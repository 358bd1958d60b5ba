/** A small application that shows jobq at work. */
@NullMarked
package dev.jobq.sample;

import org.jspecify.annotations.NullMarked;
