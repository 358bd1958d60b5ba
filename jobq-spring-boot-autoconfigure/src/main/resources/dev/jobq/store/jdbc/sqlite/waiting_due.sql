SELECT w.job, w.topic, j.type, w.status, w.line
FROM ${system}_waiting w JOIN ${system}_job j ON j.id = w.job
WHERE w.status IN (2, 6) AND w.due_at <= :now
ORDER BY w.due_at, w.job
LIMIT +:limit
