-- Of these lines, those that have no head although jobs wait in them.
SELECT topic, line
FROM (SELECT DISTINCT topic, line FROM unnest(:topics::text[], :lines::text[]) AS l(topic, line)) AS l
WHERE (SELECT 1 FROM ${system}_active_key a WHERE a.topic = l.topic AND a.line = l.line) IS NULL
  AND (SELECT w.job FROM ${system}_waiting w
       WHERE w.topic = l.topic AND w.line = l.line AND w.position IS NOT NULL LIMIT 1) IS NOT NULL
