-- A job that was called before its time stood where it was created.
-- In the order of ids.
SELECT r.job, r.topic, j.type, r.launched, r.cancel, r.claimed_at, j.rank,
       CASE WHEN j.run_at <= r.claimed_at THEN j.run_at ELSE j.created_at END AS run_at, j.line, r.fence
FROM ${system}_running r JOIN ${system}_job j ON j.id = r.job
WHERE r.node = :node
ORDER BY r.job
