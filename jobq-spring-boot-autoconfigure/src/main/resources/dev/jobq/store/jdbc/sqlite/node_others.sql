SELECT n.process, p.name, n.seen_at, CASE WHEN n.seen_at + n.lease < :now AND :now <= :trustedUntil THEN 1 ELSE 0 END, n.proof
FROM ${system}_node n JOIN ${system}_process p ON p.id = n.process
WHERE n.process <> :self
ORDER BY n.process
