-- The first of those that are aside, and that nobody else is taking up or changing.
SELECT l.job, l.topic, (SELECT type FROM ${system}_job WHERE id = l.job) AS type, w.status
FROM ${system}_label l
CROSS JOIN LATERAL (
  SELECT status FROM ${system}_waiting WHERE job = l.job AND status = 2 AND due_at = l.until FOR UPDATE SKIP LOCKED) w
WHERE l.topic = :topic AND l.label = :label AND l.aside = 1
ORDER BY l.rank, l.run_at, l.job
LIMIT :limit
