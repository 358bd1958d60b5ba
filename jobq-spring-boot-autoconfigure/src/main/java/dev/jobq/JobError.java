package dev.jobq;

import java.time.Instant;

/**
 * What one failed attempt left behind.
 *
 * @param attempt which attempt, from 1
 * @param at when it ended
 * @param type the exception's class name, or {@code Outcome.fail} for a returned failure
 * @param message its message, cut at 4,000 characters; empty when there was none
 * @param stack its stack trace, cut at 16,000 characters; empty for a returned failure
 */
public record JobError(int attempt, Instant at, String type, String message, String stack) {}
