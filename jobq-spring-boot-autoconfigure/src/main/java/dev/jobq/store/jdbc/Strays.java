package dev.jobq.store.jdbc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds running rows of a node that this process knows nothing of: when the answer to a commit is lost, a claim has taken
 * effect but nobody has the jobs. A row is one as soon as every claim that may have written it is over.
 */
final class Strays {

    /** So many looks that find nothing take longer than the server works on a claim whose answer was lost. */
    private static final int SURE = 4;

    private static final int SELDOM = 12;

    private final HeldJobs held;
    private final Map<Long, Suspects> byNode = new HashMap<>();
    private final Map<Long, Quiet> quiet = new HashMap<>();

    Strays(HeldJobs held) {
        this.held = held;
    }

    /** The strays among a node's rows (fences by job), as they were just read. */
    synchronized List<Long> among(long node, Map<Long, Long> rows) {
        Suspects before = byNode.get(node);
        // In this order: a claim that is over has told.
        if (before != null && !held.isOver(before.claim)) {
            // Those whose claim may be under way still are looked at again with the mark they were first seen under.
            return List.of();
        }
        Suspects now = new Suspects(held.begun(), new HashMap<>(rows));
        now.fences.entrySet().removeAll(held.of(node).entrySet());
        List<Long> strays = new ArrayList<>();
        if (before != null) {
            now.fences.forEach((job, fence) -> {
                if (fence.equals(before.fences.get(job))) {
                    strays.add(job);
                }
            });
        }
        byNode.put(node, now);
        return strays;
    }

    /**
     * Whether a node that holds nothing need not be looked at: no claim began since looks found nothing. Now and then it is even
     * so.
     */
    synchronized boolean isQuiet(long node, long begun) {
        Quiet before = quiet.get(node);
        if (before == null || before.claim != begun) {
            return false;
        }
        int looks = before.looks + 1;
        quiet.put(node, new Quiet(begun, looks));
        return looks > SURE && looks % SELDOM != 0;
    }

    /**
     * A node was looked at.
     *
     * @param begun the claims begun before
     * @param isNothing whether neither it nor the store knew of any job
     */
    synchronized void looked(long node, long begun, boolean isNothing) {
        Quiet before = quiet.get(node);
        if (!isNothing) {
            quiet.remove(node);
        } else if (before == null || before.claim != begun) {
            quiet.put(node, new Quiet(begun, 0));
        }
    }

    synchronized void forget(long node) {
        byNode.remove(node);
        quiet.remove(node);
    }

    /**
     * Since when nothing is found.
     *
     * @param claim the last that had begun
     * @param looks how often it was, or might have been, looked since
     */
    private record Quiet(long claim, int looks) {}

    private record Suspects(long claim, Map<Long, Long> fences) {}
}
