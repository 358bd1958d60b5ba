-- As insert.sql, with keys and lines. :mode: 0, the position in line is assigned later; 1, it is the id, as the line is locked;
-- 2, as well, and the first of a line that has no head becomes it. The statement begins after the lock was got, so what stands
-- in line already is seen. A sub-select looks for it, one look for each line, whatever the planner thinks of the table.
WITH job AS (
  INSERT INTO ${system}_job (topic, type, rank, run_at, created_at, process, max_attempts, timeout, deadline, payload, key, line)
  SELECT topic, type, rank, coalesce(run_at, :now + coalesce(delay, 0)), :now, :process, max_attempts, timeout, deadline, payload, key, line
  FROM unnest(:topics::text[], :types::text[], :ranks::int4[], :run_at::int8[], :delays::int8[], :max_attempts::int4[],
              :timeouts::int8[], :deadlines::int8[], :payloads::text[], :keys::text[], :lines::text[])
         WITH ORDINALITY AS d(topic, type, rank, run_at, delay, max_attempts, timeout, deadline, payload, key, line, place)
  ORDER BY place
  RETURNING id, topic, rank, run_at, created_at, line
), won AS (
  INSERT INTO ${system}_active_key (topic, line)
  SELECT DISTINCT topic, line FROM job WHERE line IS NOT NULL AND run_at <= created_at AND :mode = 2 ORDER BY topic, line
  ON CONFLICT (topic, line) DO NOTHING
  RETURNING topic, line
), numbered AS MATERIALIZED (
  SELECT job.*, row_number() OVER (PARTITION BY topic, line, run_at > created_at ORDER BY id) AS n,
         line IS NOT NULL AND (topic, line) IN (SELECT topic, line FROM won) AS is_won
  FROM job
), placed AS MATERIALIZED (
  SELECT j.*,
         CASE WHEN run_at > created_at THEN 2
              WHEN line IS NULL THEN 3
              WHEN n = 1 AND is_won AND (
                SELECT w.job FROM ${system}_waiting w
                WHERE w.topic = j.topic AND w.line = j.line AND w.position IS NOT NULL LIMIT 1) IS NULL THEN 3
              ELSE 1 END AS status
  FROM numbered j
), ready AS (
  INSERT INTO ${system}_ready (topic, rank, run_at, job, behind)
  SELECT topic, rank, run_at, id, nullif(run_at < created_at - :slack, FALSE) FROM placed WHERE status = 3
), waiting AS (
  INSERT INTO ${system}_waiting (job, topic, status, due_at, attempt, crashes, fence, line, position)
  SELECT id, topic, status, CASE status WHEN 2 THEN run_at END, 0, 0, 0, line, CASE WHEN status = 1 AND :mode > 0 THEN id END
  FROM placed WHERE status < 3
), depth AS (
  INSERT INTO ${system}_depth_change (topic, status, change)
  SELECT topic, status, count(*) FROM placed GROUP BY topic, status
)
SELECT id, created_at, status, is_won AND n = 1 AND status = 1 AS is_headless FROM placed ORDER BY id
