/** Finds handler methods, checks them at start, and calls them; tells which payload goes where. */
@NullMarked
package dev.jobq.handler;

import org.jspecify.annotations.NullMarked;
