package dev.jobq.store.jdbc.sqlite;

import dev.jobq.store.ClaimedJob;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobIntake.InlineClaimer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Slots of a worker of this process, reserved for jobs that are about to be inserted. */
final class InlineClaim {

    private final InlineClaimer worker;
    private final long node;
    private final Map<String, Integer> reserved = new HashMap<>();

    private InlineClaim(InlineClaimer worker) {
        this.worker = worker;
        // Asked once: the worker may be another node by the time that the jobs start.
        this.node = worker.node();
    }

    /** Reserves up to one slot for every job that looks due. */
    static InlineClaim reserve(InlineClaimer worker, List<JobDraft> drafts) {
        InlineClaim claim = new InlineClaim(worker);
        Map<String, Integer> wanted = new HashMap<>();
        for (JobDraft draft : drafts) {
            if (mayBeDue(draft)) {
                wanted.merge(draft.topic(), 1, Integer::sum);
            }
        }
        wanted.forEach((topic, count) -> {
            int slots = worker.reserve(topic, count);
            if (slots > 0) {
                claim.reserved.put(topic, slots);
            }
        });
        return claim;
    }

    boolean isEmpty() {
        return reserved.isEmpty();
    }

    long node() {
        return node;
    }

    /** The topics with slots, and how many. */
    Map<String, Integer> slots() {
        return reserved;
    }

    /** Starts what was claimed and gives back the slots that were not used. */
    void settle(List<ClaimedJob> claimed) {
        Map<String, Integer> unused = new HashMap<>(reserved);
        for (ClaimedJob job : claimed) {
            unused.merge(job.job().topic(), -1, Integer::sum);
        }
        unused.forEach((topic, slots) -> {
            if (slots > 0) {
                worker.release(topic, slots);
            }
        });
        if (!claimed.isEmpty()) {
            worker.start(node, claimed);
        }
    }

    private static boolean mayBeDue(JobDraft draft) {
        Duration delay = draft.start().delay();
        return draft.start().at() != null || delay == null || delay.isZero();
    }
}
