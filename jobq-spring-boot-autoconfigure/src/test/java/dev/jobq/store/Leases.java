package dev.jobq.store;

import java.time.Instant;

/** For tests that rescue. */
public final class Leases {

    /** Whenever a lease has lapsed, that is its holder's own fault. */
    public static final Instant TRUSTED = Instant.parse("9999-12-31T00:00:00Z");

    private Leases() {}
}
