-- In the columns of held_job.
SELECT j.id, j.topic, j.type, j.rank, j.run_at, j.created_at, j.max_attempts, j.timeout, j.payload, s.state, s.touch,
       j.process AS enqueuer, p.name AS process, p.application, p.version, p.commit_id, p.repository, j.key
FROM ${system}_state s INDEXED BY ${system}_state_topic
CROSS JOIN ${system}_job j ON j.id = s.job
LEFT JOIN ${system}_process p ON p.id = j.process
WHERE s.topic = :topic AND (s.touch, s.job) > (:after, :job) AND s.touch <= :until
ORDER BY s.touch LIMIT +:limit
