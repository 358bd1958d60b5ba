package dev.jobq.actuate;

import dev.jobq.DuplicateJobException;
import dev.jobq.IllegalTransitionException;
import dev.jobq.InvalidJobException;
import dev.jobq.InvalidTopicException;
import dev.jobq.Job;
import dev.jobq.JobId;
import dev.jobq.JobNotFoundException;
import dev.jobq.JobqException;
import dev.jobq.ProcessId;
import dev.jobq.QueueFullException;
import dev.jobq.RecurringJobs;
import dev.jobq.ScheduleNotFoundException;
import dev.jobq.Topics;
import dev.jobq.UnknownTopicException;
import dev.jobq.UnknownWorkerException;
import dev.jobq.store.JobStore;
import dev.jobq.store.NodeView;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/** What the endpoint lets operators do; each action is recorded with who did it. */
public final class Operations {

    private static final int CONFLICT = 409;

    private final JobStore store;
    private final Topics topics;
    private final RecurringJobs schedules;

    public Operations(JobStore store, Topics topics, RecurringJobs schedules) {
        this.store = store;
        this.topics = topics;
        this.schedules = schedules;
    }

    /**
     * Acts on a topic.
     *
     * @param worker only there; null everywhere
     */
    void actOnTopic(
            String topic, @Nullable String action, TopicAction.Extras with, @Nullable String worker, String by) {
        TopicAction known = TopicAction.of(action).orElseThrow(() -> unknown(action, TopicAction.keys()));
        Topics acting = topics.by(by);
        known.act(worker == null ? acting : acting.on(worker(worker)), topic, with);
    }

    /** Acts on a job. */
    void actOnJob(JobId id, @Nullable String action, String by) {
        JobAction known = JobAction.of(action).orElseThrow(() -> unknown(action, JobAction.keys()));
        if (!known.act(store.control(), id, by)) {
            Job job = store.reader().get(id).orElseThrow(() -> noJob(id));
            throw new Refused(
                    CONFLICT, "Job %s is %s: there is nothing to %s".formatted(id, job.status(), known.key()));
        }
    }

    /** Acts on a schedule; an event of its topic tells who did. */
    void actOnSchedule(String name, @Nullable String action, String by) {
        ScheduleAction known = ScheduleAction.of(action).orElseThrow(() -> unknown(action, ScheduleAction.keys()));
        known.act(schedules, name);
        schedules
                .get(name)
                .ifPresent(schedule -> store.topicControl()
                        .record(schedule.job().topic(), "%s of schedule %s".formatted(known.key(), name), by));
    }

    /** Deletes a job. */
    void deleteJob(JobId id, String by) {
        if (!store.control().delete(id, by)) {
            throw noJob(id);
        }
    }

    /** Takes a stale worker off the list, and gives its jobs to others. */
    void forgetWorker(String name, String by) {
        ProcessId worker = worker(name);
        if (store.nodes().forget(worker)) {
            store.log().operated(worker, "forget", by);
            return;
        }
        Optional<NodeView> alive = store.reader().workers().stream()
                .filter(node -> node.worker().equals(worker))
                .findFirst();
        throw alive.isPresent()
                ? new Refused(
                        CONFLICT,
                        "Worker %s is %s: only a stale one can be forgotten; stop its process"
                                .formatted(name, alive.get().state()))
                : new Refused(WebEndpointResponse.STATUS_NOT_FOUND, "There is no worker " + name);
    }

    /** The HTTP status that tells of a refusal; null if it is none, but a failure. */
    static @Nullable Integer status(JobqException refusal) {
        if (refusal instanceof Refused refused) {
            return refused.status;
        }
        if (refusal instanceof InvalidJobException || refusal instanceof InvalidTopicException) {
            return WebEndpointResponse.STATUS_BAD_REQUEST;
        }
        if (refusal instanceof UnknownTopicException
                || refusal instanceof UnknownWorkerException
                || refusal instanceof JobNotFoundException
                || refusal instanceof ScheduleNotFoundException) {
            return WebEndpointResponse.STATUS_NOT_FOUND;
        }
        return refusal instanceof IllegalTransitionException
                        || refusal instanceof DuplicateJobException
                        || refusal instanceof QueueFullException
                ? CONFLICT
                : null;
    }

    private static Refused noJob(JobId id) {
        return new Refused(WebEndpointResponse.STATUS_NOT_FOUND, "There is no job " + id);
    }

    private static InvalidTopicException unknown(@Nullable String action, List<String> known) {
        return new InvalidTopicException("action '%s' is none of %s".formatted(action, known));
    }

    private static ProcessId worker(String name) {
        try {
            return ProcessId.parse(name);
        } catch (IllegalArgumentException ex) {
            throw new InvalidTopicException("worker " + ex.getMessage());
        }
    }

    /** Something that cannot be done as things are. */
    private static final class Refused extends JobqException {

        private final int status;

        Refused(int status, String message) {
            super(message);
            this.status = status;
        }
    }
}
