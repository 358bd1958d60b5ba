SELECT a.job, j.topic, j.type, a.started_at, a.finished_at AS at, a.attempt, a.status, a.error_type, a.error_message
FROM (SELECT * FROM ${system}_attempt WHERE (finished_at, job) >= (:at, :job) AND finished_at <= :until
  ORDER BY finished_at, job LIMIT +:limit) a
LEFT JOIN ${system}_job j ON j.id = a.job
