SELECT p.name, r.topic, j.type, count(*)
FROM ${system}_running r
LEFT JOIN LATERAL (SELECT type FROM ${system}_job WHERE id = r.job OFFSET 0) j ON TRUE
LEFT JOIN ${system}_process p ON p.id = r.node
GROUP BY p.name, r.topic, j.type
