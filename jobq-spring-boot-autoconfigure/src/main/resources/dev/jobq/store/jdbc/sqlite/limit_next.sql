-- The first that wait for a key, and whether they still do.
SELECT b.rank, b.run_at, b.job, (SELECT w.status FROM ${system}_waiting w WHERE w.job = b.job AND w.status = 1 AND w.line IS NULL)
FROM ${system}_limit_blocked b
WHERE b.topic = :topic AND b.key = :key
ORDER BY b.rank, b.run_at, b.job
LIMIT +:max
