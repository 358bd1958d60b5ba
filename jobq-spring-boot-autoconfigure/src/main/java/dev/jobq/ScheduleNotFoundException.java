package dev.jobq;

/** No schedule has this name. */
public final class ScheduleNotFoundException extends JobqException {

    private final String schedule;

    public ScheduleNotFoundException(String schedule) {
        super("There is no schedule '%s' in this store".formatted(schedule));
        this.schedule = schedule;
    }

    /** The name that was asked for. */
    public String schedule() {
        return schedule;
    }
}
