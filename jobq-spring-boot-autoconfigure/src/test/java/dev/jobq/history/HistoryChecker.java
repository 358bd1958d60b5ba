package dev.jobq.history;

import dev.jobq.history.HistoryLine.What;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds in a history what should not have happened, in time linear in its length.
 *
 * <ul>
 *   <li>A job runs again only after an attempt that asked for it or whose process was killed, and with a larger fence.
 *   <li>Of a key one job runs at a time: none starts before the one before it came to its end, after as many attempts as that
 *       takes, unless it went to the back.
 *   <li>Jobs of a key start first in an order in which their commits may have happened: never a job whose commit began after
 *       another's was over before that other one; those of one ticket as they were given.
 *   <li>Every job that was enqueued completed.
 * </ul>
 */
public final class HistoryChecker {

    private static final Set<What> ENDS = EnumSet.of(What.COMPLETED, What.AGAIN, What.TO_BACK);

    private final List<String> violations = new ArrayList<>();
    private final Set<String> killed = new HashSet<>();
    private final Map<String, Integer> begun = new HashMap<>();
    private final Map<Long, JobLife> jobs = new HashMap<>();
    private final Map<String, KeyLife> keys = new HashMap<>();

    private HistoryChecker() {}

    /** What is wrong with a history; empty if nothing is. */
    public static List<String> violations(List<HistoryLine> history) {
        HistoryChecker checker = new HistoryChecker();
        // A job may start before its enqueuer could note its commit, and a killed process is noted late.
        for (int i = 0; i < history.size(); i++) {
            checker.prepare(i, history.get(i));
        }
        history.forEach(checker::check);
        checker.jobs.values().forEach(checker::checkEnd);
        return checker.violations;
    }

    private void prepare(int place, HistoryLine line) {
        switch (line.what()) {
            case ENQUEUING -> begun.put(line.ticket(), place);
            case ENQUEUED ->
                jobs.computeIfAbsent(line.job(), JobLife::new)
                        .committed(begun.getOrDefault(line.ticket(), place), place, line.ticket());
            case KILLED -> killed.add(line.process());
            case STARTED, COMPLETED, AGAIN, TO_BACK -> {}
        }
    }

    private void check(HistoryLine line) {
        if (line.what() == What.STARTED) {
            JobLife job = jobs.computeIfAbsent(line.job(), JobLife::new);
            checkRunsAgain(job, line);
            if (!line.key().equals(HistoryLine.NONE)) {
                checkKey(keys.computeIfAbsent(line.key(), key -> new KeyLife()), job, line);
            }
            job.lastStart = line;
            job.lastEnd = null;
        } else if (ENDS.contains(line.what())) {
            JobLife job = jobs.computeIfAbsent(line.job(), JobLife::new);
            if (job.lastStart == null || job.lastStart.fence() != line.fence()) {
                violations.add("Job %d ended an attempt that is not its last: %s".formatted(line.job(), line));
            }
            job.lastEnd = line;
            job.hasCompleted |= line.what() == What.COMPLETED;
        }
    }

    private void checkRunsAgain(JobLife job, HistoryLine start) {
        HistoryLine before = job.lastStart;
        if (before == null) {
            return;
        }
        if (start.fence() <= before.fence()) {
            violations.add("Job %d ran with fence %d after %d".formatted(job.id, start.fence(), before.fence()));
        }
        HistoryLine end = job.lastEnd;
        boolean mayRun = (end != null && end.what() != What.COMPLETED) || killed.contains(before.process());
        if (!mayRun) {
            violations.add("Job %d ran again although %s of process %s %s"
                    .formatted(job.id, before.fence(), before.process(), end == null ? "had not ended" : "completed"));
        }
    }

    private void checkKey(KeyLife key, JobLife job, HistoryLine start) {
        JobLife last = key.last;
        if (last != null && last != job) {
            if (last.lastEnd == null) {
                violations.add("Key %s: job %d started while job %d ran".formatted(start.key(), job.id, last.id));
            }
            if (last.lastEnd != null && last.lastEnd.what() == What.AGAIN) {
                violations.add("Key %s: job %d started although job %d was to run again before"
                        .formatted(start.key(), job.id, last.id));
            }
            if (job.lastStart != null && (job.lastEnd == null || job.lastEnd.what() != What.TO_BACK)) {
                violations.add(
                        "Key %s: job %d ran again after the later job %d".formatted(start.key(), job.id, last.id));
            }
        }
        if (job.lastStart == null) {
            if (key.latestBegin > job.end) {
                violations.add("Key %s: job %d started after job %d, whose commit began when its own was over"
                        .formatted(start.key(), job.id, key.latest));
            }
            if (last != null && last.ticket.equals(job.ticket) && last.id > job.id) {
                violations.add("Key %s: job %d started before job %d of the same enqueue"
                        .formatted(start.key(), last.id, job.id));
            }
            if (job.begin > key.latestBegin) {
                key.latestBegin = job.begin;
                key.latest = job.id;
            }
        }
        key.last = job;
    }

    private void checkEnd(JobLife job) {
        if (job.isEnqueued && !job.hasCompleted) {
            violations.add("Job %d never completed".formatted(job.id));
        }
    }

    private static final class KeyLife {
        private JobLife last;
        private int latestBegin = -1;
        private long latest;
    }

    private static final class JobLife {
        private final long id;
        private String ticket = "";
        private int begin = -1;
        private int end = Integer.MAX_VALUE;
        private boolean isEnqueued;
        private boolean hasCompleted;
        private HistoryLine lastStart;
        private HistoryLine lastEnd;

        private JobLife(long id) {
            this.id = id;
        }

        private void committed(int begin, int end, String ticket) {
            this.begin = begin;
            this.end = end;
            this.ticket = ticket;
            isEnqueued = true;
        }
    }
}
