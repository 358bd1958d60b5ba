SELECT p.name, r.claimed_at, r.launched, r.cancel, CASE WHEN n.seen_at + n.lease >= :now THEN 0 ELSE 1 END
FROM ${system}_running r
LEFT JOIN ${system}_process p ON p.id = r.node
LEFT JOIN ${system}_node n ON n.process = r.node
WHERE r.job = :job
