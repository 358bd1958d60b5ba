package dev.jobq.engine;

import dev.jobq.JobEvent;
import dev.jobq.JobStatus;
import dev.jobq.store.StoreSignals;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns committed changes, this process's own and those that other processes signal, into wake-ups. */
final class Signals implements StoreSignals.Listener {

    private final Lanes lanes;
    private final Runnable wakeDispatcher;
    private final Runnable wakeStager;
    private final Runnable wakeKeeper;

    Signals(Lanes lanes, Runnable wakeDispatcher, Runnable wakeStager, Runnable wakeKeeper) {
        this.lanes = lanes;
        this.wakeDispatcher = wakeDispatcher;
        this.wakeStager = wakeStager;
        this.wakeKeeper = wakeKeeper;
    }

    /** Something may have been missed. */
    void lookAgain() {
        available(null);
    }

    /** This process committed. */
    void committed(List<JobEvent> events) {
        boolean isForUs = false;
        for (JobEvent event : events) {
            JobEvent.Change change = event.change();
            if (change != null && change.to() == JobStatus.AVAILABLE) {
                isForUs |= lanes.signal(event.job().topic());
            } else if (change != null && change.to() == JobStatus.SCHEDULED && change.from() == null) {
                // Retries and snoozes are timed when they are recorded.
                wakeStager.run();
            }
            if (event.type() == JobEvent.Type.OPERATOR) {
                wakeKeeper.run();
            }
        }
        if (isForUs) {
            wakeDispatcher.run();
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
    }
}
