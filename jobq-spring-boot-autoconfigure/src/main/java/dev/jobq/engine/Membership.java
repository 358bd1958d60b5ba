package dev.jobq.engine;

import org.jspecify.annotations.Nullable;

/** This process's registration while it has one. */
final class Membership {

    private volatile @Nullable Registration current;

    @Nullable Registration current() {
        return current;
    }

    /** The registration if it still holds. */
    @Nullable Registration holding() {
        Registration registration = current;
        return registration != null && registration.holds() ? registration : null;
    }

    void enter(Registration registration) {
        current = registration;
    }

    void leave() {
        current = null;
    }
}
