-- What a node holds in the order in which it claimed it, whoever else is changing it.
SELECT r.job, r.topic
FROM ${system}_running r
LEFT JOIN LATERAL (SELECT rank, run_at, created_at FROM ${system}_job WHERE id = r.job OFFSET 0) j ON TRUE
WHERE r.node = :node
ORDER BY r.claimed_at, j.rank, CASE WHEN j.run_at <= r.claimed_at THEN j.run_at ELSE j.created_at END, r.job
