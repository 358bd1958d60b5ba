-- Of these lines of a topic, the jobs that the others wait for. Intake rows are looked up one by one, whatever the planner thinks.
SELECT j.line, r.job, 3 AS status
FROM ${system}_ready r
CROSS JOIN LATERAL (SELECT line FROM ${system}_job WHERE id = r.job OFFSET 0) j
WHERE r.topic = :topic AND j.line IN (SELECT value FROM json_array_elements_text(CAST(:lines AS JSON)))
UNION ALL
SELECT j.line, x.job, 4 + x.launched
FROM ${system}_running x
CROSS JOIN LATERAL (SELECT line FROM ${system}_job WHERE id = x.job OFFSET 0) j
WHERE x.topic = :topic AND j.line IN (SELECT value FROM json_array_elements_text(CAST(:lines AS JSON)))
UNION ALL
SELECT j.line, w.job, w.status
FROM ${system}_waiting w
CROSS JOIN LATERAL (SELECT line FROM ${system}_job WHERE id = w.job OFFSET 0) j
WHERE w.topic = :topic AND w.status IN (1, 2, 6, 7) AND w.line IS NULL
  AND j.line IN (SELECT value FROM json_array_elements_text(CAST(:lines AS JSON)))
