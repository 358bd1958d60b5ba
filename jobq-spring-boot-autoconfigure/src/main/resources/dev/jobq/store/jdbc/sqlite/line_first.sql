SELECT w.job, j.type
FROM ${system}_waiting w CROSS JOIN ${system}_job j ON j.id = w.job
WHERE w.topic = :topic AND w.line = :line AND w.position IS NOT NULL
ORDER BY w.position, w.job
LIMIT 1
