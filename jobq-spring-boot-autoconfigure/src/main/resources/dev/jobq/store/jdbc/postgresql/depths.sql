SELECT topic, status, sum(value) FROM (
  SELECT topic, status, value FROM ${system}_depth
  UNION ALL
  SELECT topic, status, change FROM ${system}_depth_change
  UNION ALL
  SELECT topic, 4 + launched, 1 FROM ${system}_running
) AS one
GROUP BY topic, status
HAVING sum(value) <> 0
