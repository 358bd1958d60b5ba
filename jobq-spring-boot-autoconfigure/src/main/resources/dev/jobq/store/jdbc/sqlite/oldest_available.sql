-- Looks once for each topic that has some and each priority, whatever the backlog.
WITH RECURSIVE rank(value) AS (SELECT -9 UNION ALL SELECT value + 1 FROM rank WHERE value < 9)
SELECT topic, min(run_at) FROM (
  SELECT c.topic, (SELECT r.run_at FROM ${system}_ready r WHERE r.topic = c.topic AND r.rank = rank.value
                   ORDER BY r.run_at, r.job LIMIT 1) AS run_at
  FROM ${system}_counter c CROSS JOIN rank
  WHERE c.status = 3 AND c.value > 0
) AS first
WHERE run_at IS NOT NULL
GROUP BY topic
