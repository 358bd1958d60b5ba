SELECT w.job, w.topic, CAST(:type AS TEXT), w.status
FROM ${system}_waiting w
WHERE w.topic = :topic AND w.status = 7 AND w.reason LIKE :cause AND w.job > :after
  AND (SELECT j.type FROM ${system}_job j WHERE j.id = w.job) = :type
ORDER BY w.job
LIMIT :limit
FOR UPDATE OF w SKIP LOCKED
