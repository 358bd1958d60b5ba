-- In the columns of held_job. The whole key is compared and gives the order, so that no other index will do, whatever the
-- statistics say.
SELECT j.id, j.topic, j.type, j.rank, j.run_at, j.created_at, j.max_attempts, j.timeout, j.payload, s.state, s.touch,
       j.process AS enqueuer, p.name AS process, p.application, p.version, p.commit_id, p.repository, j.key
FROM (
  SELECT job, state, touch FROM ${system}_state
  WHERE (topic, touch, job) > (:topic, :after, :job)
    AND (topic, touch) <= (:topic, :until)
  ORDER BY topic, touch, job LIMIT :limit) s
JOIN LATERAL (SELECT * FROM ${system}_job WHERE id = s.job OFFSET 0) j ON TRUE
LEFT JOIN ${system}_process p ON p.id = j.process
ORDER BY s.touch, s.job
