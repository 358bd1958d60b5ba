package dev.jobq.sample;

import dev.jobq.JobId;
import dev.jobq.JobQueue;
import dev.jobq.JobStatus;
import dev.jobq.NewJob;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The application's own table of what is to be done, in the same database as the queue. A row and its job are written in
 * one transaction: neither is ever there without the other.
 */
@Component
class Ledger {

    private final JdbcClient jdbc;
    private final JobQueue jobQueue;

    Ledger(JdbcClient jdbc, JobQueue jobQueue) {
        this.jdbc = jdbc;
        this.jobQueue = jobQueue;
    }

    /** The newest run; 0 before the first. */
    long run() {
        return jdbc.sql("SELECT coalesce(max(run), 0) FROM sample_work")
                .query(Long.class)
                .single();
    }

    /** Enqueues these jobs by their subjects, all or none. */
    @Transactional
    public void addAll(long run, String topic, Map<String, NewJob> jobs) {
        List<JobId> ids = jobQueue.enqueueAll(jobs.values());
        int next = 0;
        for (String subject : jobs.keySet()) {
            insert(run, topic, subject, ids.get(next++));
        }
    }

    /** Enqueues a job unless its subject is there already, as it is when the job that adds it runs a second time. */
    @Transactional
    public Optional<JobId> add(long run, String topic, String subject, NewJob job) {
        boolean isKnown = jdbc.sql("SELECT count(*) FROM sample_work WHERE run = ? AND topic = ? AND subject = ?")
                        .params(run, topic, subject)
                        .query(Integer.class)
                        .single()
                > 0;
        if (isKnown) {
            return Optional.empty();
        }
        JobId id = jobQueue.enqueue(job);
        insert(run, topic, subject, id);
        return Optional.of(id);
    }

    /** Marks a job's work as done and enqueues what follows, both or neither. */
    @Transactional
    public void follow(JobId done, long run, String topic, String subject, NewJob next) {
        end(done);
        add(run, topic, subject, next);
    }

    /** Marks a job's work as over. */
    @Transactional
    public void end(JobId job) {
        jdbc.sql("UPDATE sample_work SET done = 1 WHERE job = ?")
                .param(job.value())
                .update();
    }

    /** Strikes out what can never be done any more: jobs that were discarded, cancelled or deleted. */
    void strikeOut(long run) {
        jdbc.sql("SELECT job FROM sample_work WHERE run = ? AND done = 0").param(run).query(Long.class).list().stream()
                .map(JobId::new)
                .filter(id -> jobQueue.get(id)
                        .map(job -> job.status().isEnded() && job.status() != JobStatus.COMPLETED)
                        .orElse(true))
                .forEach(this::end);
    }

    /** How much there is of each topic, and how much of it is over. */
    Map<String, Count> counts(long run) {
        Map<String, Count> counts = new TreeMap<>();
        jdbc.sql("SELECT topic, count(*) AS total, sum(done) AS done FROM sample_work WHERE run = ? GROUP BY topic")
                .param(run)
                .query(rows -> {
                    counts.put(rows.getString("topic"), new Count(rows.getLong("total"), rows.getLong("done")));
                });
        return counts;
    }

    private void insert(long run, String topic, String subject, JobId job) {
        jdbc.sql("INSERT INTO sample_work (run, topic, subject, job, done) VALUES (?, ?, ?, ?, 0)")
                .params(run, topic, subject, job.value())
                .update();
    }

    /**
     * Work of one topic.
     *
     * @param total how much there is
     * @param done how much of it is over
     */
    record Count(long total, long done) {

        static final Count NONE = new Count(0, 0);

        long left() {
            return total - done;
        }
    }
}
