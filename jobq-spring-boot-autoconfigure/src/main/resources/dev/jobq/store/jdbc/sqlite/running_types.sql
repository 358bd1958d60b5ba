SELECT p.name, r.topic, j.type, count(*)
FROM ${system}_running r
LEFT JOIN ${system}_job j ON j.id = r.job
LEFT JOIN ${system}_process p ON p.id = r.node
GROUP BY p.name, r.topic, j.type
