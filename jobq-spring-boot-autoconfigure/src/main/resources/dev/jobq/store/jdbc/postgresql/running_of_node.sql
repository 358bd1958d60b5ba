-- Locked, so that the statements that follow in the transaction meet the same rows.
SELECT r.job, r.topic, (SELECT type FROM ${system}_job WHERE id = r.job), r.launched, r.cancel
FROM ${system}_running r
WHERE r.node = :node
ORDER BY r.job
FOR UPDATE OF r SKIP LOCKED
