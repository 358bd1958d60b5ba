SELECT a.job, j.topic, j.type, a.started_at, a.finished_at AS at, a.attempt, a.status, a.error_type, a.error_message
FROM (SELECT * FROM ${system}_attempt ORDER BY finished_at DESC, job DESC LIMIT +:limit) a
LEFT JOIN ${system}_job j ON j.id = a.job
