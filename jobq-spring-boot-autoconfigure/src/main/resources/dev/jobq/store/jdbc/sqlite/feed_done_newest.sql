SELECT d.job, d.topic, j.type, d.finished_at AS at, d.status, d.started_at, d.attempt, d.reason
FROM (SELECT * FROM ${system}_done WHERE topic = :topic AND status = :status
  ORDER BY finished_at DESC, job DESC LIMIT +:limit) d
LEFT JOIN ${system}_job j ON j.id = d.job
