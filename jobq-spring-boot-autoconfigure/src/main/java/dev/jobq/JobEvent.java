package dev.jobq;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of a job's log, and what a {@link JobListener} is told. Published only once the change can be read.
 *
 * @param seq its place in the job's log, from 1; 0 in an event that a listener gets, where the order of calls tells
 * @param job which job
 * @param type what happened
 * @param at when, by the store's clock
 * @param change the statuses before and after, or null when the status did not change
 * @param data more about it, by type: a message, an error, the user's own event; or null
 */
public record JobEvent(
        long seq,
        JobRef job,
        Type type,
        Instant at,
        @Nullable Change change,
        @Nullable JsonValue data) {

    /**
     * A move from one status to another.
     *
     * @param from the old status, or null for a new job
     * @param to the new status, or null for a deleted job
     */
    public record Change(@Nullable JobStatus from, @Nullable JobStatus to) {}

    /** What happened. In JSON the names are in lower case with hyphens: {@code retry-scheduled}. */
    public enum Type {
        /** The job exists. */
        CREATED,
        /** The state of a held job was set: the data is {@code {"old":…,"new":…}}. */
        STATE_CHANGED,
        /** It will run at a later time. */
        SCHEDULED,
        /** It may be claimed. */
        AVAILABLE,
        /** An attempt began. */
        STARTED,
        /** The handler returned a long-running handle. */
        LAUNCHED,
        /** The job told how far it is. */
        PROGRESS,
        /** The job entered a named step. */
        STEP,
        /** The job logged a message. */
        MESSAGE,
        /** An attempt failed. */
        FAILED,
        /** A failed job will be tried again. */
        RETRY_SCHEDULED,
        /** The handler asked to run later, without using an attempt. */
        SNOOZED,
        /** It ended well. */
        COMPLETED,
        /** It ended without success. */
        DISCARDED,
        /** It ended by request. */
        CANCELLED,
        /** Its node died or stopped, and it is available again. */
        RESCUED,
        /** It got the payload of a duplicate, and its time unless that was to be kept. */
        REPLACED,
        /** A new job took its place: the data is {@code {"as":id}}; or it took the place of another: {@code {"from":id}}. */
        REQUEUED,
        /** No code seen so far can read it, or it crashed its nodes. */
        PARKED,
        /** {@link JobQueue#appendEvent} was called. */
        USER,
        /** Somebody acted on it: retry, cancel, delete. */
        OPERATOR;

        /** The name in JSON. */
        public String key() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }

        /** Reads {@link #key()}. */
        public static Type ofKey(String key) {
            return valueOf(key.toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
        }
    }
}
