package dev.jobq.store.jdbc;

import dev.jobq.Job;
import dev.jobq.JobId;
import dev.jobq.query.Selection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Finds jobs of any status, lowest id first. By the job's id if the selection fixes it, else among the held jobs if it can
 * mean no others, else by going through all jobs; never more than a page and what is found in memory.
 */
final class JobSearch {

    private static final int PAGE = 500;

    private final Transactor transactor;
    private final JobRows rows;

    JobSearch(Transactor transactor, JobRows rows) {
        this.transactor = transactor;
        this.rows = rows;
    }

    List<Job> find(Selection selection, int limit) {
        Selection.Fixed fixed = selection.fixed();
        Long id = fixed.id();
        if (id != null) {
            return transactor.read(session -> read(session, List.of(id)).stream()
                    .filter(selection::matches)
                    .toList());
        }
        return transactor.read(session ->
                fixed.isHeldOnly() ? amongHeld(session, selection, limit) : amongAll(session, selection, limit));
    }

    private List<Job> amongHeld(Session session, Selection selection, int limit) throws SQLException {
        // By id, for a job that is touched meanwhile comes a second time.
        NavigableMap<JobId, Job> lowest = new TreeMap<>();
        HeldCandidates candidates = new HeldCandidates(session, rows, selection.fixed());
        for (List<Job> page = candidates.next(); !page.isEmpty(); page = candidates.next()) {
            for (Job job : page) {
                if (selection.matches(job)) {
                    lowest.put(job.id(), job);
                    if (lowest.size() > limit) {
                        lowest.pollLastEntry();
                    }
                }
            }
        }
        return List.copyOf(lowest.values());
    }

    private List<Job> amongAll(Session session, Selection selection, int limit) throws SQLException {
        List<Job> found = new ArrayList<>();
        long after = 0;
        int page = Math.min(limit, PAGE);
        while (found.size() < limit) {
            List<Long> ids = session.call("job_ids_after")
                    .set("after", after)
                    .set("limit", page)
                    .list(row -> row.getLong(1));
            if (ids.isEmpty()) {
                break;
            }
            after = ids.get(ids.size() - 1);
            page = PAGE;
            read(session, ids).stream()
                    .filter(selection::matches)
                    .limit(limit - found.size())
                    .forEach(found::add);
        }
        return found;
    }

    private List<Job> read(Session session, List<Long> ids) throws SQLException {
        String json = ids.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
        List<Job> jobs = new ArrayList<>(
                session.call("jobs").set("ids", json).list(row -> rows.read(row).build()));
        Collections.reverse(jobs);
        return jobs;
    }
}
