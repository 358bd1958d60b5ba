SELECT e.id, e.job, coalesce(e.topic, j.topic) AS topic, j.type, e.at, e.type AS event, e.from_status, e.to_status, e.data, p.name AS worker
FROM (SELECT * FROM ${system}_event ORDER BY id DESC LIMIT +:limit) e
LEFT JOIN ${system}_job j ON j.id = e.job
LEFT JOIN ${system}_process p ON p.id = e.worker
ORDER BY e.id
