-- Whole rows of jobs, wherever they are: every job has a row in exactly one of ready, running, waiting and done.
SELECT j.id, j.topic, j.type, j.rank, coalesce(w.due_at, r.run_at, j.run_at) AS run_at, j.run_at AS first_run_at,
       j.created_at, j.max_attempts, j.timeout, CASE WHEN j.deadline IS NOT NULL AND NOT EXISTS (
         SELECT 1 FROM ${system}_deadline WHERE job = j.id AND at = 9223372036854775807) THEN j.deadline END AS deadline, j.payload, j.key,
       CASE WHEN r.job IS NOT NULL THEN 3 WHEN x.job IS NOT NULL THEN 4 + x.launched
            ELSE coalesce(w.status, d.status) END AS status,
       coalesce(r.attempt, x.attempt, w.attempt, d.attempt, 0) AS attempt,
       coalesce(r.crashes, x.crashes, w.crashes, d.crashes, 0) AS crashes,
       coalesce(r.fence, x.fence, w.fence, d.fence, 0) AS fence,
       coalesce(x.claimed_at, d.started_at, a.started_at) AS started_at, d.finished_at,
       coalesce(d.elapsed, d.finished_at - d.started_at, a.elapsed, a.finished_at - a.started_at) AS elapsed,
       d.cpu, d.allocated, d.result, d.stats, coalesce(w.reason, d.reason) AS reason,
       s.state,
       coalesce(s.touch, max(j.created_at, coalesce(r.run_at, 0),
                             CASE WHEN r.attempt IS NULL THEN 0 ELSE coalesce(a.due_at, 0) END,
                             coalesce(x.claimed_at, 0),
                             coalesce(d.finished_at, 0), coalesce(a.finished_at, 0), coalesce(g.at, 0),
                             coalesce((SELECT at FROM ${system}_event WHERE job = j.id ORDER BY id DESC LIMIT 1), 0))) AS touch,
       g.at AS progress_at, g.data AS progress, f.schedule, f.fire_at, f.manual, f.fired_at,
       p.name AS process, p.application, p.version, p.commit_id, p.repository, n.name AS node,
       (SELECT origin FROM ${system}_requeue WHERE job = j.id) AS requeued_from,
       (SELECT max(job) FROM ${system}_requeue WHERE origin = j.id) AS requeued_as
FROM ${system}_job j
LEFT JOIN ${system}_ready r ON r.topic = j.topic AND r.rank = j.rank AND r.run_at IN (j.run_at, j.created_at) AND r.job = j.id
LEFT JOIN ${system}_running x ON x.job = j.id
LEFT JOIN ${system}_waiting w ON w.job = j.id
LEFT JOIN ${system}_done d ON d.job = j.id
LEFT JOIN ${system}_attempt a ON a.job = j.id AND a.fence = coalesce(r.fence, w.fence, d.fence) AND a.status <> 3
LEFT JOIN ${system}_state s ON s.job = j.id
LEFT JOIN ${system}_progress g ON g.job = j.id
LEFT JOIN ${system}_fire f ON f.job = j.id
LEFT JOIN ${system}_process p ON p.id = j.process
LEFT JOIN ${system}_process n ON n.id = coalesce(x.node, d.node, a.node)
WHERE j.id IN (SELECT value FROM json_each(:ids))
ORDER BY j.id DESC
