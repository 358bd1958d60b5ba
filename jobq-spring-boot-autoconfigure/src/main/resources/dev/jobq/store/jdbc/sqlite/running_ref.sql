SELECT r.topic, j.type, r.attempt, r.crashes, r.claimed_at, j.line
FROM ${system}_running r JOIN ${system}_job j ON j.id = r.job
WHERE r.job = :job AND r.fence = :fence
