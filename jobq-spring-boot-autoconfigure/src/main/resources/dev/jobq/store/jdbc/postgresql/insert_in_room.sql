-- As insert.sql, into a topic with a limit: all of them, or none where there is not room for all. One statement, so that the
-- topic's row is locked for no way between the server and the process.
WITH room AS MATERIALIZED (
  SELECT ${system}_room_admit(:bounded, :wanted, :most, :patience) AS fits
), job AS (
  INSERT INTO ${system}_job (topic, type, rank, run_at, created_at, process, max_attempts, timeout, deadline, payload)
  SELECT topic, type, rank, coalesce(run_at, :now + coalesce(delay, 0)), :now, :process, max_attempts, timeout, deadline, payload
  FROM unnest(:topics::text[], :types::text[], :ranks::int4[], :run_at::int8[], :delays::int8[], :max_attempts::int4[],
              :timeouts::int8[], :deadlines::int8[], :payloads::text[])
         WITH ORDINALITY AS d(topic, type, rank, run_at, delay, max_attempts, timeout, deadline, payload, position)
  WHERE (SELECT fits FROM room)
  ORDER BY position
  RETURNING id, topic, rank, run_at, created_at
), ready AS (
  INSERT INTO ${system}_ready (topic, rank, run_at, job, behind)
  SELECT topic, rank, run_at, id, nullif(run_at < created_at - :slack, FALSE) FROM job WHERE run_at <= created_at
), waiting AS (
  INSERT INTO ${system}_waiting (job, topic, status, due_at, attempt, crashes, fence)
  SELECT id, topic, 2, run_at, 0, 0, 0 FROM job WHERE run_at > created_at
), depth AS (
  INSERT INTO ${system}_depth_change (topic, status, change)
  SELECT topic, status, count(*)
  FROM (SELECT topic, CASE WHEN run_at > created_at THEN 2 ELSE 3 END AS status FROM job) AS one
  GROUP BY topic, status
)
SELECT id, created_at, run_at > created_at AS is_later, FALSE AS is_claimed FROM job ORDER BY id
