-- One HELD job, in the columns of held_by_touch.
SELECT j.id, j.topic, j.type, j.rank, j.run_at, j.created_at, j.max_attempts, j.timeout, j.payload, s.state, s.touch,
       j.process AS enqueuer, p.name AS process, p.application, p.version, p.commit_id, p.repository, j.key
FROM ${system}_state s
JOIN ${system}_job j ON j.id = s.job
LEFT JOIN ${system}_process p ON p.id = j.process
WHERE s.job = :job
