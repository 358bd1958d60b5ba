-- Each topic and status is looked up in the index.
SELECT topic, status, finished_at, now FROM (
  SELECT t.name AS topic, s.status,
         (SELECT min(d.finished_at) FROM ${system}_done d WHERE d.topic = t.name AND d.status = s.status) AS finished_at,
         :now AS now
  FROM ${system}_topic t
  CROSS JOIN (SELECT 8 AS status UNION ALL SELECT 9 UNION ALL SELECT 10) AS s
) AS first
WHERE finished_at IS NOT NULL
