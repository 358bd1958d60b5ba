SELECT r.job, r.topic, j.type, r.claimed_at AS at, r.attempt
FROM ${system}_running r JOIN ${system}_job j ON j.id = r.job
ORDER BY r.claimed_at DESC, r.job DESC LIMIT +:limit
