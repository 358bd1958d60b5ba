-- Of these jobs, those that have ended, and those that are not there (topic is null). LATERAL and OFFSET 0 keep each a look-up
-- by key, whatever the planner thinks of a table that it saw empty.
SELECT i.id, j.topic, j.type, d.status, d.attempt, d.result, d.reason, d.finished_at,
       a.attempt AS error_attempt, a.finished_at AS error_at, a.error_type, a.error_message, a.error_stack
FROM (SELECT value::int8 AS id FROM json_array_elements_text(:jobs::json)) i
LEFT JOIN LATERAL (SELECT id, topic, type FROM ${system}_job WHERE id = i.id OFFSET 0) j ON TRUE
LEFT JOIN LATERAL (
  SELECT job, status, attempt, fence, result, reason, finished_at FROM ${system}_done WHERE job = i.id OFFSET 0) d ON TRUE
LEFT JOIN LATERAL (
  SELECT attempt, finished_at, error_type, error_message, error_stack
  FROM ${system}_attempt WHERE job = d.job AND fence = d.fence OFFSET 0) a ON TRUE
WHERE j.id IS NULL OR d.job IS NOT NULL
LIMIT :limit
