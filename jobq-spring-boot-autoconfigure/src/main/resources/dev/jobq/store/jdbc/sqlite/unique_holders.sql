-- The rows in force of keys ([[topic, key], …]), and where their jobs are.
SELECT u.topic, u.key, u.job, u.scope, CASE WHEN u.until <= :now THEN 1 ELSE 0 END AS is_over,
       CASE WHEN j.id IS NOT NULL THEN coalesce(
         (SELECT 4 + launched FROM ${system}_running WHERE job = u.job),
         (SELECT status FROM ${system}_waiting WHERE job = u.job),
         (SELECT status FROM ${system}_done WHERE job = u.job), 3) END AS status,
       j.rank, j.run_at, j.created_at
FROM json_each(:keys) AS wanted
CROSS JOIN ${system}_unique AS u
  ON u.topic = json_extract(wanted.value, '$[0]') AND u.key = json_extract(wanted.value, '$[1]') AND u.released = 0
LEFT JOIN ${system}_job AS j ON j.id = u.job
