SELECT CAST(coalesce(sum(value), 0) AS BIGINT) FROM (
  SELECT value FROM ${system}_depth WHERE topic = :topic AND status = :status
  UNION ALL
  SELECT change FROM ${system}_depth_change WHERE topic = :topic AND status = :status
) AS one
