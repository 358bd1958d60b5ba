/** The queue over HTTP. */
@NullMarked
package dev.jobq.web;

import org.jspecify.annotations.NullMarked;
