SELECT w.job, w.topic, (SELECT j.type FROM ${system}_job j WHERE j.id = w.job), w.status, w.line
FROM ${system}_waiting w
WHERE w.status IN (2, 6) AND w.due_at <= :now
ORDER BY w.due_at, w.job
LIMIT :limit
FOR UPDATE OF w SKIP LOCKED
