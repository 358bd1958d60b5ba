SELECT r.job, r.topic, j.type, r.claimed_at AS at, r.attempt
FROM ${system}_running r JOIN ${system}_job j ON j.id = r.job
WHERE (r.claimed_at, r.job) >= (:at, :job) AND r.claimed_at <= :until
ORDER BY r.claimed_at, r.job
LIMIT +:limit
