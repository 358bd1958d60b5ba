package dev.jobq;

/**
 * Is told of every committed change of this process's doing: jobs it enqueued, attempts it ran, operators' actions it
 * carried out, jobs it rescued. A bean of this type is registered by itself. Called on one thread of jobq's own, in order
 * of commit; what it throws is logged and disturbs nobody.
 */
@FunctionalInterface
public interface JobListener {

    /** Called after the change can be read. */
    void onEvent(JobEvent event);
}
