SELECT d.topic, j.type
FROM ${system}_done d JOIN ${system}_job j ON j.id = d.job
WHERE d.job = :job AND d.fence = :fence AND d.status = 10
