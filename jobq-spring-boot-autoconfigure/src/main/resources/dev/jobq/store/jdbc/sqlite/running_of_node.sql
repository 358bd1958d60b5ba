SELECT r.job, r.topic, j.type, r.launched, r.cancel
FROM ${system}_running r JOIN ${system}_job j ON j.id = r.job
WHERE r.node = :node
ORDER BY r.job
