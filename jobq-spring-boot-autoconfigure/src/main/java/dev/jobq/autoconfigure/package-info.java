/** Wires everything for Spring Boot. */
@NullMarked
package dev.jobq.autoconfigure;

import org.jspecify.annotations.NullMarked;
