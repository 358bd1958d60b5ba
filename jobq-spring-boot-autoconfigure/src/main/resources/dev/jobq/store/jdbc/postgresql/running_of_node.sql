-- A job that was called before its time stood where it was created.
-- Locked, so that the statements that follow in the transaction meet the same rows.
SELECT r.job, r.topic, j.type, r.launched, r.cancel, r.claimed_at, j.rank,
       CASE WHEN j.run_at <= r.claimed_at THEN j.run_at ELSE j.created_at END AS run_at, j.line, r.fence
FROM ${system}_running r
LEFT JOIN LATERAL (SELECT type, rank, run_at, created_at, line FROM ${system}_job WHERE id = r.job OFFSET 0) j ON TRUE
WHERE r.node = :node
ORDER BY r.job
FOR UPDATE OF r SKIP LOCKED
