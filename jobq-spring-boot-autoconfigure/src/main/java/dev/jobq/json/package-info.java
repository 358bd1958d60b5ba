/** JSON by Jackson: how payloads, results and events are written, read and compared. */
@NullMarked
package dev.jobq.json;

import org.jspecify.annotations.NullMarked;
