-- The first of those that are aside.
SELECT l.job, l.topic, j.type, w.status
FROM ${system}_label l
CROSS JOIN ${system}_waiting w ON w.job = l.job AND w.status = 2 AND w.due_at = l.until
CROSS JOIN ${system}_job j ON j.id = l.job
WHERE l.topic = :topic AND l.label = :label AND l.aside = 1
ORDER BY l.rank, l.run_at, l.job
LIMIT +:limit
