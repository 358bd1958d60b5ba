SELECT name FROM ${system}_topic t
WHERE (SELECT 1 FROM ${system}_waiting w WHERE w.topic = t.name AND w.status = 7 LIMIT 1) IS NOT NULL
