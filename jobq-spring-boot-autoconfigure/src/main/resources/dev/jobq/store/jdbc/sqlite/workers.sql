SELECT n.process, p.name, n.topics, n.seen_at, n.last_claim_at, CASE WHEN n.seen_at + n.lease < :now THEN 1 ELSE 0 END,
       n.serves, n.labels
FROM ${system}_node n JOIN ${system}_process p ON p.id = n.process
ORDER BY n.process
