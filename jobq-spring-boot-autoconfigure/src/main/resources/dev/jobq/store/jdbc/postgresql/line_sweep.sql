-- Lines with jobs that wait in them, one entry each, from after the one given on, and whether they have a head.
WITH RECURSIVE walk AS (
  SELECT * FROM (
    SELECT topic, line, 1 AS n FROM ${system}_waiting
    WHERE position IS NOT NULL AND (topic, line) > (:topic, :line) ORDER BY topic, line LIMIT 1) AS first
  UNION ALL
  SELECT next.topic, next.line, walk.n + 1
  FROM walk
  CROSS JOIN LATERAL (
    SELECT topic, line FROM ${system}_waiting
    WHERE position IS NOT NULL AND (topic, line) > (walk.topic, walk.line) ORDER BY topic, line LIMIT 1) AS next
  WHERE walk.n < :limit
)
SELECT topic, line, (SELECT 1 FROM ${system}_active_key a WHERE a.topic = walk.topic AND a.line = walk.line) IS NULL
FROM walk
