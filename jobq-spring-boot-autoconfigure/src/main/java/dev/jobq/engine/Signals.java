package dev.jobq.engine;

import dev.jobq.JobEvent;
import dev.jobq.JobId;
import dev.jobq.JobRef;
import dev.jobq.JobStatus;
import dev.jobq.store.StoreSignals;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Turns committed changes, this process's own and those that other processes signal, into wake-ups. */
final class Signals implements StoreSignals.Listener {

    private final Lanes lanes;
    private final Queue<JobId> deleted;
    private final Runnable wakeDispatcher;
    private final Runnable wakeStager;
    private final Runnable wakeKeeper;
    private final Runnable wakeSteering;

    /**
     * @param deleted takes the ids of running jobs that this process deleted
     */
    Signals(
            Lanes lanes,
            Queue<JobId> deleted,
            Runnable wakeDispatcher,
            Runnable wakeStager,
            Runnable wakeKeeper,
            Runnable wakeSteering) {
        this.lanes = lanes;
        this.deleted = deleted;
        this.wakeDispatcher = wakeDispatcher;
        this.wakeStager = wakeStager;
        this.wakeKeeper = wakeKeeper;
        this.wakeSteering = wakeSteering;
    }

    /** Something may have been missed. */
    void lookAgain() {
        available(null);
    }

    /** This process committed. */
    void committed(List<JobEvent> events) {
        // Those that are there to be claimed after this commit: what was enqueued and handed over at once is not.
        Map<JobId, String> available = new HashMap<>();
        for (JobEvent event : events) {
            if (event.change() != null) {
                note(event.job(), event.change(), available);
            }
            if (isDeletionOfRunning(event.change())) {
                deleted.add(event.job().id());
                wakeKeeper.run();
                // Where jobs are limited another one may start.
                available.put(event.job().id(), event.job().topic());
            } else if (event.type() == JobEvent.Type.OPERATOR) {
                wakeKeeper.run();
            } else if (event.type() == JobEvent.Type.REPLACED) {
                wakeStager.run();
            }
        }
        if (!available.isEmpty()) {
            new HashSet<>(available.values()).forEach(lanes::signal);
            wakeDispatcher.run();
        }
    }

    private static boolean isDeletionOfRunning(JobEvent.@Nullable Change change) {
        return change != null
                && change.to() == null
                && change.from() != null
                && change.from().isRunning();
    }

    private void note(JobRef job, JobEvent.Change change, Map<JobId, String> available) {
        if (change.to() == JobStatus.AVAILABLE && lanes.of(job.topic()) != null) {
            available.put(job.id(), job.topic());
        } else if (change.to() == JobStatus.SCHEDULED
                && (change.from() == null || change.from() == JobStatus.AVAILABLE)) {
            // Retries and snoozes are timed when they are recorded.
            wakeStager.run();
            available.remove(job.id());
        } else if (change.from() == JobStatus.AVAILABLE && !available.isEmpty()) {
            available.remove(job.id());
        }
    }

    @Override
    public void available(@Nullable String topic) {
        if (lanes.signal(topic)) {
            wakeDispatcher.run();
        }
        wakeStager.run();
    }

    @Override
    public void interrupted() {
        wakeKeeper.run();
        wakeSteering.run();
    }
}
