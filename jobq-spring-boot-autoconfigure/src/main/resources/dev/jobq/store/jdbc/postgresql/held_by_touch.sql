-- In the columns of held_job.
SELECT j.id, j.topic, j.type, j.rank, j.run_at, j.created_at, j.max_attempts, j.timeout, j.payload, s.state, s.touch,
       j.process AS enqueuer, p.name AS process, p.application, p.version, p.commit_id, p.repository, j.key
FROM (
  SELECT job, state, touch FROM ${system}_state
  WHERE (touch, job) > (:after, :job) AND touch <= :until
  ORDER BY touch, job LIMIT :limit) s
JOIN LATERAL (SELECT * FROM ${system}_job WHERE id = s.job OFFSET 0) j ON TRUE
LEFT JOIN ${system}_process p ON p.id = j.process
ORDER BY s.touch, s.job
