-- Of the first jobs of a topic, those whose key is at its limit.
SELECT f.rank, f.run_at, f.job
FROM (SELECT rank, run_at, job FROM ${system}_ready WHERE topic = :topic ORDER BY rank, run_at, job LIMIT +:max) f
CROSS JOIN ${system}_job j ON j.id = f.job
WHERE j.key IN (SELECT value FROM json_each(:keys))
