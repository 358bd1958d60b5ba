-- What a node holds in the order in which it claimed it.
SELECT r.job, r.topic
FROM ${system}_running r JOIN ${system}_job j ON j.id = r.job
WHERE r.node = :node
ORDER BY r.claimed_at, j.rank, CASE WHEN j.run_at <= r.claimed_at THEN j.run_at ELSE j.created_at END, r.job
