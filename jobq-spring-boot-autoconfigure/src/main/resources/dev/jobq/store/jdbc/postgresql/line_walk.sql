-- Lines of a topic with jobs that wait in them, one entry each.
WITH RECURSIVE walk AS (
  SELECT (SELECT line FROM ${system}_waiting WHERE topic = :topic AND position IS NOT NULL ORDER BY line LIMIT 1) AS line
  UNION ALL
  SELECT (SELECT line FROM ${system}_waiting
          WHERE topic = :topic AND line > walk.line AND position IS NOT NULL ORDER BY line LIMIT 1)
  FROM walk WHERE walk.line IS NOT NULL
)
SELECT line, (SELECT job FROM ${system}_waiting w WHERE w.topic = :topic AND w.line = walk.line AND w.position IS NOT NULL
              ORDER BY w.position, w.job LIMIT 1)
FROM walk WHERE line IS NOT NULL
LIMIT :limit
