package dev.jobq.engine;

import dev.jobq.ProcessId;
import java.time.Duration;

/**
 * This process's place among the workers. It holds as long as it was renewed in time, measured here and with a margin, so
 * that it ends before others may take its jobs; once it ended it never holds again. It ends by whichever of this machine's
 * clocks says so first: a machine that was suspended learns from the one on the wall that others may have gone on.
 */
final class Registration {

    private final long node;
    private final ProcessId worker;
    private final String workerName;
    private final Duration lifetime;
    private final Ticks ticks;
    private volatile Ticks.Moment renewedAt;
    private boolean isWaiting;
    private Ticks.Moment renewedBeforeWait;
    private volatile boolean isLost;

    /**
     * @param askedAt from before the store was asked
     */
    Registration(long node, ProcessId worker, Duration lease, Ticks ticks, Ticks.Moment askedAt) {
        this.node = node;
        this.worker = worker;
        this.workerName = worker.toString();
        this.lifetime = lease.multipliedBy(4).dividedBy(5);
        this.ticks = ticks;
        this.renewedAt = askedAt;
        this.renewedBeforeWait = askedAt;
    }

    long node() {
        return node;
    }

    ProcessId worker() {
        return worker;
    }

    /** The worker's id as text, for the log lines of every job. */
    String workerName() {
        return workerName;
    }

    /** Whether attempts under it still own their jobs. */
    boolean holds() {
        if (!isLost && ticks.isOver(renewedAt, lifetime)) {
            isLost = true;
        }
        return !isLost;
    }

    /** It was good at that time; what is known of later times stays. */
    synchronized void renewed(Ticks.Moment at) {
        if (at.nanos() - renewedAt.nanos() >= 0) {
            renewedAt = at;
        }
    }

    /** A renewal begins. */
    synchronized void renewing() {
        isWaiting = true;
        renewedBeforeWait = renewedAt;
    }

    /** The store keeps the renewal waiting, and everybody else as well: that is as good as renewed, for as long as it is true. */
    synchronized void waits() {
        if (isWaiting) {
            renewed(ticks.now());
        }
    }

    /**
     * The renewal is over.
     *
     * @param isWaitKept whether nobody can take this node's jobs for the wait, whatever came of it
     */
    synchronized void waited(boolean isWaitKept) {
        isWaiting = false;
        if (!isWaitKept) {
            renewedAt = renewedBeforeWait;
        }
    }

    void lose() {
        isLost = true;
    }
}
