/** Breaks every rule there is; see ArchitectureTests. */
@NullMarked
package dev.jobq.wrong;

import org.jspecify.annotations.NullMarked;
