-- Of these jobs, those that have ended, and those that are not there (topic is null).
SELECT i.value AS id, j.topic, j.type, d.status, d.attempt, d.result, d.reason, d.finished_at,
       a.attempt AS error_attempt, a.finished_at AS error_at, a.error_type, a.error_message, a.error_stack
FROM json_each(:jobs) i
LEFT JOIN ${system}_job j ON j.id = i.value
LEFT JOIN ${system}_done d ON d.job = i.value
LEFT JOIN ${system}_attempt a ON a.job = d.job AND a.fence = d.fence
WHERE j.id IS NULL OR d.job IS NOT NULL
LIMIT +:limit
