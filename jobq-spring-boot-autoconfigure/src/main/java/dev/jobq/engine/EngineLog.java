package dev.jobq.engine;

import dev.jobq.Fire;
import dev.jobq.JobRef;
import dev.jobq.ProcessId;
import dev.jobq.recurring.Firing;
import dev.jobq.store.EndedAttempt;
import dev.jobq.store.Move;
import dev.jobq.store.NodeRegistry;
import dev.jobq.store.ParkCause;
import dev.jobq.store.ScheduleStore.Declared;
import dev.jobq.store.StoredSchedule;
import java.time.Duration;
import java.util.List;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/** All that the engine says in the log. */
final class EngineLog {

    private static final Log LOG = LogFactory.getLog(JobEngine.class);

    private EngineLog() {}

    static void topicWithoutHandler(String topic) {
        LOG.warn("Topic '%s' is configured, but no handler here serves it".formatted(topic));
    }

    static void registered(ProcessId worker, Iterable<String> topics) {
        LOG.info("Worker %s serves %s".formatted(worker, topics));
    }

    static void unregistered(ProcessId worker) {
        LOG.info("Worker %s stopped".formatted(worker));
    }

    static void notUnregistered(ProcessId worker, Throwable reason) {
        LOG.warn("Worker %s could not sign off; what it held goes back when its lease lapses: %s"
                .formatted(worker, reason));
    }

    static void leaseLost(ProcessId worker) {
        LOG.warn(
                "Worker %s could not keep its lease; what it runs is interrupted and will run again".formatted(worker));
    }

    static void straysGivenBack(int jobs) {
        LOG.warn("%d jobs were claimed, but the store's answer was lost: they go back".formatted(jobs));
    }

    static void unparked(String topic, int jobs, ParkCause cause) {
        LOG.info("%d jobs of topic '%s', parked for '%s', are tried again".formatted(jobs, topic, cause.code()));
    }

    static void rescued(NodeRegistry.Rescued rescued) {
        LOG.warn("Worker %s is dead: %d jobs went back".formatted(rescued.worker(), rescued.jobs()));
    }

    static void expired(int jobs) {
        LOG.warn("%d jobs did not start by their deadline and are discarded".formatted(jobs));
    }

    static void declared(Declared declared) {
        if (!declared.created().isEmpty()) {
            LOG.info("Schedules made: %s".formatted(declared.created()));
        }
        if (!declared.changed().isEmpty()) {
            LOG.info("Schedules changed: %s".formatted(declared.changed()));
        }
        if (!declared.taken().isEmpty()) {
            LOG.warn("Schedules %s were made through the API or by another application; they are this one's from now on"
                    .formatted(declared.taken()));
        }
        if (!declared.undeclared().isEmpty()) {
            LOG.warn(
                    "Schedules %s are no longer in the code, but go on: end them with jobQueue.recurring().remove(name), or declare them again"
                            .formatted(declared.undeclared()));
        }
    }

    static void fired(StoredSchedule schedule, Firing firing, List<Fire> fires) {
        if (firing.isMisfire()) {
            LOG.warn("Schedule '%s' missed fire times since %s: %s, %d jobs enqueued"
                    .formatted(
                            schedule.name(),
                            schedule.state().nextFireAt(),
                            schedule.plan().rules().misfire(),
                            fires.size()));
        } else {
            LOG.debug("Schedule '%s' fired %s".formatted(schedule.name(), fires));
        }
    }

    static void notFired(String schedule, Duration rest, Throwable reason) {
        LOG.error("Schedule '%s' cannot be fired, trying again in %s".formatted(schedule, rest), reason);
    }

    static void troubled(String task, Throwable error, boolean isFirst) {
        try {
            if (error instanceof Error) {
                LOG.error("%s failed, going on".formatted(task), error);
            } else if (isFirst) {
                LOG.warn("%s failed, trying again".formatted(task), error);
            } else {
                LOG.debug("%s failed again".formatted(task), error);
            }
        } catch (Throwable ex) {
            mute();
        }
    }

    /** Where a failure is told, to fail again would do more harm than to be silent. */
    private static void mute() {
        Unfailing.pause();
    }

    static void recovered(String task) {
        LOG.info("%s works again".formatted(task));
    }

    static void storeClosed(String task) {
        LOG.warn("%s ends: the store was closed before the engine was stopped".formatted(task));
    }

    static void handlerFailed(JobRef job, int attempt, Throwable error) {
        try {
            if (error instanceof Error) {
                LOG.error("Job %s: attempt %d failed".formatted(name(job), attempt), error);
            } else {
                LOG.debug("Job %s: attempt %d failed".formatted(name(job), attempt), error);
            }
        } catch (Throwable ex) {
            mute();
        }
    }

    static void recorded(EndedAttempt ended) {
        Move move = ended.move();
        Move.Failure error = move.error();
        switch (move.to()) {
            case RETRYABLE ->
                LOG.warn("Job %s: attempt %d failed, next in %s: %s"
                        .formatted(
                                name(ended.job()),
                                ended.attempt().number(),
                                move.delay(),
                                error == null ? "" : error.type() + ": " + error.message()));
            case DISCARDED ->
                LOG.error("Job %s is discarded after attempt %d: %s%s"
                        .formatted(
                                name(ended.job()),
                                ended.attempt().number(),
                                move.reason(),
                                error == null ? "" : ": " + error.type() + ": " + error.message()));
            case PARKED -> LOG.warn("Job %s is parked: %s".formatted(name(ended.job()), move.reason()));
            default -> {
                // Of each job, on the busiest thread: no text is to be made for nothing.
                if (LOG.isDebugEnabled()) {
                    LOG.debug("Job %s is %s".formatted(name(ended.job()), move.to()));
                }
            }
        }
    }

    static void lost(EndedAttempt ended) {
        LOG.warn("Job %s: attempt %d with fence %d ended after the job was taken away; it is dropped"
                .formatted(
                        name(ended.job()),
                        ended.attempt().number(),
                        ended.attempt().fence()));
    }

    static void refused(EndedAttempt ended, Throwable reason) {
        LOG.error("Job %s: the store does not take its end".formatted(name(ended.job())), reason);
    }

    static void disowned(EndedAttempt ended, Throwable reason) {
        LOG.error(
                "Job %s: the store still does not take its end, which is given up; the job goes back and runs again"
                        .formatted(name(ended.job())),
                reason);
    }

    static void strayNotGivenBack(JobRef job, Throwable reason) {
        LOG.error("Job %s: nobody runs it, and the store does not take it back".formatted(name(job)), reason);
    }

    static void notLaunched(JobRef job, Throwable reason) {
        LOG.warn("Job %s goes on, but could not be shown as LAUNCHED: %s".formatted(name(job), reason));
    }

    static void handleNotCancelled(JobRef job, Throwable reason) {
        LOG.warn("Job %s: its handle could not be cancelled".formatted(name(job)), reason);
    }

    static void badBackoff(String topic, Object reason) {
        LOG.error("The back-off of topic '%s' is unusable, 15 s + n^4 s is used: %s".formatted(topic, reason));
    }

    static void failedAfterEnd(JobRef job, Throwable error) {
        LOG.warn(
                "Job %s has ended in its handler's transaction; what the handler threw after that changes nothing"
                        .formatted(name(job)),
                error);
    }

    static void transactionLeft(JobRef job) {
        LOG.error("Job %s: its handler left a transaction open on its thread; it is rolled back".formatted(name(job)));
    }

    static void runsAlone(JobRef job, int crashes) {
        LOG.warn("Job %s crashed its nodes %d times: it runs alone on this one, as soon as nothing else does"
                .formatted(name(job), crashes));
    }

    static void noLongerAlone(JobRef job) {
        LOG.warn("Job %s, which runs alone, takes too long: other jobs start beside it".formatted(name(job)));
    }

    static void noThread(String topic, Throwable reason) {
        try {
            LOG.error("No thread for topic '%s'; its jobs wait".formatted(topic), reason);
        } catch (Throwable ex) {
            // Silently, and without a pause: a lane is locked meanwhile.
            return;
        }
    }

    static void logDropped(Throwable reason) {
        LOG.error("What some jobs logged could not be stored and is dropped", reason);
    }

    static void stopFailed(String what, Throwable reason) {
        LOG.warn("Stopping: %s failed".formatted(what), reason);
    }

    static void graceOver(int jobs) {
        LOG.warn("%d jobs did not end within the grace time: they are interrupted and go back".formatted(jobs));
    }

    private static String name(JobRef job) {
        return "%s (%s/%s)".formatted(job.id(), job.topic(), job.type());
    }
}
