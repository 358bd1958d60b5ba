-- Hops from one topic and priority to the next, whatever the backlog.
WITH RECURSIVE place(topic, rank, run_at) AS (
  (SELECT topic, rank, run_at FROM ${system}_ready ORDER BY topic, rank, run_at, job LIMIT 1)
  UNION ALL
  SELECT next.topic, next.rank, next.run_at
  FROM place CROSS JOIN LATERAL (
    SELECT topic, rank, run_at FROM ${system}_ready WHERE (topic, rank) > (place.topic, place.rank)
    ORDER BY topic, rank, run_at, job LIMIT 1) AS next
)
SELECT topic, min(run_at) FROM place GROUP BY topic
