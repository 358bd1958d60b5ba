-- Locked, so that the statements that follow in the transaction meet the same rows.
SELECT r.job, r.topic, j.type, r.launched, r.cancel
FROM ${system}_running r LEFT JOIN ${system}_job j ON j.id = r.job
WHERE r.node = :node
ORDER BY r.job
FOR UPDATE OF r
