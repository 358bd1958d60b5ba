package dev.jobq.actuate;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** The queue at a glance. Over HTTP there is more, see {@link JobqEndpointWebExtension}. */
@Endpoint(id = "jobq", defaultAccess = Access.READ_ONLY)
public class JobqEndpoint {

    private final Readings readings;
    private final ShowValues showValues;

    public JobqEndpoint(Readings readings, ShowValues showValues) {
        this.readings = readings;
        this.showValues = showValues;
    }

    /** Store, topics, workers and the newest events. */
    @ReadOperation
    public JobqDescriptor jobq() {
        return readings.all(Values.of(showValues, false));
    }
}
