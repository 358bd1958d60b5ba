SELECT w.job, w.topic, j.type, w.status
FROM ${system}_waiting w JOIN ${system}_job j ON j.id = w.job
WHERE w.topic = :topic AND w.status = 7 AND w.reason LIKE :cause AND w.job > :after AND j.type = :type
ORDER BY w.job
LIMIT +:limit
