SELECT r.job, r.rank, r.run_at, r.attempt, r.crashes, r.fence, j.type, j.process, j.payload, j.max_attempts, j.timeout,
       CASE WHEN j.deadline IS NOT NULL AND NOT EXISTS (
         SELECT 1 FROM ${system}_deadline WHERE job = j.id AND at = 9223372036854775807) THEN j.deadline END, j.line
FROM ${system}_ready r CROSS JOIN ${system}_job j ON j.id = r.job
WHERE r.topic = :topic
ORDER BY r.rank, r.run_at, r.job
LIMIT +:max
