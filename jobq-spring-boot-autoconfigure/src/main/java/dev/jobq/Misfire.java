package dev.jobq;

/**
 * What becomes of fire times that nobody was there for: no worker ran, or the database was away. A fire time counts as missed
 * when a later one has come as well, and {@link #SKIP} also leaves out one that is more than a minute late. Fire times that
 * pass while a schedule is paused are never made up for.
 */
public enum Misfire {
    /** Missed ones are left out. */
    SKIP,
    /** One job in place of all that were missed, with the last of their fire times. */
    FIRE_ONCE,
    /** One job for each of the last that were missed, up to the schedule's {@code catchUp}; older ones are left out. */
    CATCH_UP
}
