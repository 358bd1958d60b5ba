-- Whole rows of jobs, wherever they are: every job has a row in exactly one of ready, running, waiting and done. Each is
-- looked up by its key, whatever the planner thinks of a table that it saw empty: that is what LATERAL and OFFSET 0 are for.
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
       coalesce(s.touch, greatest(j.created_at, r.run_at, CASE WHEN r.attempt IS NOT NULL THEN a.due_at END, x.claimed_at,
                                  d.finished_at, a.finished_at, g.at, e.at)) AS touch,
       g.at AS progress_at, g.data AS progress, f.schedule, f.fire_at, f.manual, f.fired_at,
       p.name AS process, p.application, p.version, p.commit_id, p.repository, n.name AS node,
       (SELECT origin FROM ${system}_requeue WHERE job = j.id) AS requeued_from,
       (SELECT max(job) FROM ${system}_requeue WHERE origin = j.id) AS requeued_as
FROM ${system}_job j
LEFT JOIN LATERAL (
  SELECT job, run_at, attempt, crashes, fence
  FROM ${system}_ready WHERE topic = j.topic AND rank = j.rank AND run_at = ANY (ARRAY[j.run_at, j.created_at])
    AND job = j.id OFFSET 0) r ON TRUE
LEFT JOIN LATERAL (
  SELECT job, launched, attempt, crashes, fence, node, claimed_at
  FROM ${system}_running WHERE job = j.id OFFSET 0) x ON TRUE
LEFT JOIN LATERAL (
  SELECT status, due_at, attempt, crashes, fence, reason
  FROM ${system}_waiting WHERE job = j.id OFFSET 0) w ON TRUE
LEFT JOIN LATERAL (
  SELECT status, attempt, crashes, fence, node, started_at, finished_at, elapsed, cpu, allocated, result, stats, reason
  FROM ${system}_done WHERE job = j.id OFFSET 0) d ON TRUE
LEFT JOIN LATERAL (
  SELECT node, started_at, finished_at, due_at, elapsed FROM ${system}_attempt
  WHERE job = j.id AND fence = coalesce(r.fence, w.fence, d.fence) AND status <> 3 OFFSET 0) a ON TRUE
LEFT JOIN LATERAL (SELECT state, touch FROM ${system}_state WHERE job = j.id OFFSET 0) s ON TRUE
LEFT JOIN LATERAL (SELECT at FROM ${system}_event WHERE job = j.id ORDER BY id DESC LIMIT 1) e ON TRUE
LEFT JOIN LATERAL (SELECT at, data FROM ${system}_progress WHERE job = j.id OFFSET 0) g ON TRUE
LEFT JOIN LATERAL (SELECT schedule, fire_at, manual, fired_at FROM ${system}_fire WHERE job = j.id OFFSET 0) f ON TRUE
LEFT JOIN ${system}_process p ON p.id = j.process
LEFT JOIN ${system}_process n ON n.id = coalesce(x.node, d.node, a.node)
WHERE j.id = ANY (ARRAY(SELECT value::int8 FROM json_array_elements_text(:ids::json)))
ORDER BY j.id DESC
