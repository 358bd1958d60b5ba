-- The line of a job that waits in one, and how many that wait stand before it.
SELECT w.line, (SELECT count(*) FROM (
  SELECT 1 FROM ${system}_waiting o
  WHERE o.topic = w.topic AND o.line = w.line AND o.position IS NOT NULL AND (o.position, o.job) < (w.position, w.job)
  LIMIT :most) AS before)
FROM ${system}_waiting w
WHERE w.job = :job AND w.status = 1 AND w.line IS NOT NULL
