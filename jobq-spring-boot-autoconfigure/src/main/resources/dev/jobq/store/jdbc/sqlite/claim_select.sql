SELECT r.job, r.rank, r.run_at, r.attempt, r.crashes, r.fence, j.type, j.process, j.payload, j.max_attempts, j.timeout,
       j.deadline, j.line
FROM ${system}_ready r CROSS JOIN ${system}_job j ON j.id = r.job
WHERE r.topic = :topic
ORDER BY r.rank, r.run_at, r.job
LIMIT +:max
