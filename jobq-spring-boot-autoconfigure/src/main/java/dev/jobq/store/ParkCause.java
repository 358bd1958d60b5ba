package dev.jobq.store;

/** Why a job is PARKED. Its code leads the job's reason, and {@link Upkeep#unpark} goes by it. */
public enum ParkCause {
    /** Nobody handled its type. */
    UNKNOWN_TYPE("unknown type"),
    /** Its payload could not be read as what its handler takes. */
    UNREADABLE("unreadable payload"),
    /** It crashed its nodes too often. */
    CRASHED("crashed its nodes");

    private final String code;

    ParkCause(String code) {
        this.code = code;
    }

    /** What the reasons of such jobs, and of no others, begin with. */
    public String code() {
        return code;
    }
}
