-- Of these lines of a topic, the jobs that the others wait for.
SELECT j.line, j.id, 3 AS status
FROM ${system}_ready r JOIN ${system}_job j ON j.id = r.job
WHERE r.topic = :topic AND j.line IN (SELECT value FROM json_each(:lines))
UNION ALL
SELECT j.line, j.id, 4 + x.launched
FROM ${system}_running x JOIN ${system}_job j ON j.id = x.job
WHERE x.topic = :topic AND j.line IN (SELECT value FROM json_each(:lines))
UNION ALL
SELECT j.line, j.id, w.status
FROM ${system}_waiting w JOIN ${system}_job j ON j.id = w.job
WHERE w.topic = :topic AND w.status IN (1, 2, 6, 7) AND w.line IS NULL AND j.line IN (SELECT value FROM json_each(:lines))
