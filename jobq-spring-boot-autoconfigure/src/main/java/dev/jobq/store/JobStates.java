package dev.jobq.store;

import dev.jobq.Job;
import dev.jobq.JobId;
import dev.jobq.query.Selection;
import dev.jobq.query.State;
import java.util.Optional;

/**
 * The jobs that the application drives itself: HELD ones. In the caller's transaction if there is one, else durable on return.
 * Jobs are given back without errors and events.
 */
public interface JobStates {

    /** Makes a job. */
    Job create(JobDraft draft, State state);

    /**
     * Gives a new state to the job longest untouched among those selected. Never waits for a job that somebody else is just
     * changing, but passes it over.
     */
    Optional<Job> poll(Selection selection, State newState);

    /**
     * Gives a job a new state if it has the expected one.
     *
     * @return empty if there is no such job or it has another state
     * @throws dev.jobq.IllegalTransitionException if it is not HELD
     */
    Optional<Job> compareAndSet(JobId id, State expected, State newState);
}
