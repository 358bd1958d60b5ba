SELECT DISTINCT topic FROM (
  SELECT topic, status FROM ${system}_depth UNION ALL SELECT topic, status FROM ${system}_depth_change
) AS one
WHERE status IN (8, 9, 10)
