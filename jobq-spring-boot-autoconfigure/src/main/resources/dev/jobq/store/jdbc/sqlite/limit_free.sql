SELECT w.job, w.topic, j.type, w.status
FROM ${system}_waiting w CROSS JOIN ${system}_job j ON j.id = w.job
WHERE w.job IN (SELECT value FROM json_each(:jobs)) AND w.status = 1 AND w.line IS NULL
