-- In the order of ids.
SELECT r.job, r.topic, j.type, r.launched, r.cancel, r.claimed_at, j.rank, j.run_at, j.line
FROM ${system}_running r JOIN ${system}_job j ON j.id = r.job
WHERE r.node = :node
ORDER BY r.job
