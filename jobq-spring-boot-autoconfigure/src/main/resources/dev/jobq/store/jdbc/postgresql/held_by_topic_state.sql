-- In the columns of held_job. The whole key is compared and gives the order, so that no other index will do, whatever the
-- statistics say; topic and state are one part of it, for an index of the topic would do for a part.
SELECT j.id, j.topic, j.type, j.rank, j.run_at, j.created_at, j.max_attempts, j.timeout, j.payload, s.state, s.touch,
       j.process AS enqueuer, p.name AS process, p.application, p.version, p.commit_id, p.repository, j.key
FROM (
  SELECT job, state, touch FROM ${system}_state
  WHERE (topic || ' ' || substr(state, 1, 200), touch, job) > (CAST(:topic AS text) COLLATE "C" || ' ' || substr(CAST(:value AS text), 1, 200), :after, :job)
    AND (topic || ' ' || substr(state, 1, 200), touch) <= (CAST(:topic AS text) COLLATE "C" || ' ' || substr(CAST(:value AS text), 1, 200), :until)
  ORDER BY topic || ' ' || substr(state, 1, 200), touch, job LIMIT :limit) s
JOIN LATERAL (SELECT * FROM ${system}_job WHERE id = s.job OFFSET 0) j ON TRUE
LEFT JOIN ${system}_process p ON p.id = j.process
ORDER BY s.touch, s.job
