-- HELD jobs in the order of their touches.
SELECT j.id, j.topic, j.type, j.rank, j.run_at, j.created_at, j.max_attempts, j.timeout, j.payload, s.state, s.touch,
       p.name AS process, p.application, p.version, p.commit_id, p.repository, j.key
FROM ${system}_state s
JOIN ${system}_job j ON j.id = s.job
LEFT JOIN ${system}_process p ON p.id = j.process
WHERE s.job IN (SELECT value FROM json_each(:ids))
ORDER BY s.touch, s.job
