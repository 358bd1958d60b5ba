-- Each of these lines has lost its head, or was just taken: the first that waits in it becomes available. Where there is none,
-- or somebody else holds it, the line is given up, to be looked at again after the commit. Not to be run in the statement that
-- took the line or ended its head: its snapshot would be too old.
WITH line AS MATERIALIZED (
  SELECT DISTINCT topic, line FROM unnest(:topics::text[], :lines::text[]) AS l(topic, line)
), first AS MATERIALIZED (
  SELECT topic, line, (
    SELECT w.job FROM ${system}_waiting w
    WHERE w.topic = line.topic AND w.line = line.line AND w.position IS NOT NULL ORDER BY w.position, w.job LIMIT 1) AS job
  FROM line
), taken AS (
  DELETE FROM ${system}_waiting WHERE job = ANY (ARRAY(
    SELECT held.job
    FROM first
    CROSS JOIN LATERAL (
      SELECT job FROM ${system}_waiting WHERE job = first.job AND position IS NOT NULL FOR UPDATE SKIP LOCKED) AS held))
  RETURNING job, topic, line, attempt, crashes, fence
), ready AS (
  INSERT INTO ${system}_ready (topic, rank, run_at, job, attempt, crashes, fence)
  SELECT taken.topic, intake.rank, CASE WHEN intake.run_at <= :now THEN intake.run_at ELSE intake.created_at END, taken.job,
         taken.attempt, taken.crashes, taken.fence
  FROM taken
  CROSS JOIN LATERAL (SELECT rank, run_at, created_at FROM ${system}_job WHERE id = taken.job OFFSET 0) AS intake
), freed AS (
  DELETE FROM ${system}_active_key WHERE ctid = ANY (ARRAY(
    SELECT active.ctid
    FROM first
    CROSS JOIN LATERAL (
      SELECT ctid FROM ${system}_active_key WHERE topic = first.topic AND line = first.line OFFSET 0) AS active
    WHERE first.job IS NULL OR first.job NOT IN (SELECT job FROM taken)))
), depth AS (
  INSERT INTO ${system}_depth_change (topic, status, change)
  SELECT topic, unnest(ARRAY[1, 3]), unnest(ARRAY[-count(*), count(*)]) FROM taken GROUP BY topic
)
SELECT first.topic, first.line, taken.job, (SELECT type FROM ${system}_job WHERE id = taken.job), :now AS at
FROM first LEFT JOIN taken ON taken.job = first.job
