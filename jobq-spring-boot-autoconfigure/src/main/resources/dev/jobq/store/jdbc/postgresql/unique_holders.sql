-- The rows in force of keys ([[topic, key], …]), and where their jobs are. Each is looked up by its key, whatever the planner
-- thinks: that is what LATERAL and OFFSET 0 are for. Runs on callers' connections too.
SELECT wanted.topic, wanted.key, u.job, u.scope, CASE WHEN u.until <= :now THEN 1 ELSE 0 END AS is_over,
       CASE WHEN j.id IS NOT NULL THEN coalesce(
         (SELECT 4 + launched FROM ${system}_running WHERE job = u.job),
         (SELECT status FROM ${system}_waiting WHERE job = u.job),
         (SELECT status FROM ${system}_done WHERE job = u.job), 3) END AS status,
       j.rank, j.run_at, j.created_at
FROM (SELECT json_extract_path_text(value, '0') AS topic, json_extract_path_text(value, '1') AS key
      FROM json_array_elements(CAST(:keys AS JSON))) AS wanted
CROSS JOIN LATERAL (
  SELECT job, scope, until FROM ${system}_unique
  WHERE topic = wanted.topic AND key = wanted.key AND released = 0 OFFSET 0) AS u
LEFT JOIN LATERAL (SELECT id, rank, run_at, created_at FROM ${system}_job WHERE id = u.job OFFSET 0) AS j ON TRUE
