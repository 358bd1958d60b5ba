package dev.jobq.actuate;

/** Who may see payloads, results and errors. */
public enum ShowValues {
    /** Nobody. */
    NEVER,
    /** Whoever is authenticated. */
    WHEN_AUTHORIZED,
    /** Everybody who reaches the endpoint. */
    ALWAYS;

    /** Whether somebody sees them. */
    public boolean isShownTo(boolean authenticated) {
        return this == ALWAYS || (this == WHEN_AUTHORIZED && authenticated);
    }
}
