-- Of the first jobs of a topic, those whose key is at its limit.
SELECT f.rank, f.run_at, f.job
FROM (SELECT rank, run_at, job FROM ${system}_ready WHERE topic = :topic ORDER BY rank, run_at, job LIMIT :max FOR UPDATE SKIP LOCKED) f
CROSS JOIN LATERAL (SELECT key FROM ${system}_job WHERE id = f.job OFFSET 0) j
WHERE j.key = ANY (ARRAY(SELECT value FROM json_array_elements_text(CAST(:keys AS JSON))))
