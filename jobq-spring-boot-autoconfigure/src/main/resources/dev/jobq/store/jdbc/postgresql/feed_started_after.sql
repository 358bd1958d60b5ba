SELECT r.job, r.topic, j.type, r.claimed_at AS at, r.attempt
FROM ${system}_running r
LEFT JOIN LATERAL (SELECT topic, type FROM ${system}_job WHERE id = r.job OFFSET 0) j ON TRUE
WHERE (r.claimed_at, r.job) >= (:at, :job) AND r.claimed_at <= :until
ORDER BY r.claimed_at, r.job
LIMIT :limit
