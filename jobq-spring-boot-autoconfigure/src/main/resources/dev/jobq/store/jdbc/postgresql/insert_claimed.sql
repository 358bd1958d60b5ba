-- As insert.sql, but due jobs whose slot is marked go straight to a node of this process, if it is alive and they pass no job
-- that stands before them.
WITH alive AS MATERIALIZED (
  SELECT 1 FROM ${system}_node WHERE process = :node AND proof >= 0 FOR KEY SHARE
), job AS (
  INSERT INTO ${system}_job (topic, type, rank, run_at, created_at, process, max_attempts, timeout, deadline, payload)
  SELECT topic, type, rank, coalesce(run_at, :now + coalesce(delay, 0)), :now, :process, max_attempts, timeout, deadline, payload
  FROM unnest(:topics::text[], :types::text[], :ranks::int4[], :run_at::int8[], :delays::int8[], :max_attempts::int4[],
              :timeouts::int8[], :deadlines::int8[], :payloads::text[])
         WITH ORDINALITY AS d(topic, type, rank, run_at, delay, max_attempts, timeout, deadline, payload, position)
  ORDER BY position
  RETURNING id, topic, rank, run_at, created_at
), placed AS MATERIALIZED (
  SELECT id, topic, rank, run_at, created_at,
         CASE WHEN run_at > created_at THEN 2
              WHEN (:slots::bool[])[row_number() OVER (ORDER BY id)] AND EXISTS (SELECT 1 FROM alive) AND NOT EXISTS (
                SELECT 1 FROM ${system}_ready AS r
                WHERE r.topic = job.topic AND (r.rank, r.run_at, r.job) < (job.rank, job.run_at, job.id)) THEN 4
              ELSE 3 END AS status
  FROM job
), running AS (
  INSERT INTO ${system}_running (job, topic, node, attempt, crashes, fence, claimed_at)
  SELECT id, topic, :node, 1, 0, 1, created_at FROM placed WHERE status = 4
), ready AS (
  INSERT INTO ${system}_ready (topic, rank, run_at, job, behind)
  SELECT topic, rank, run_at, id, nullif(run_at < created_at - :slack, FALSE) FROM placed WHERE status = 3
), waiting AS (
  INSERT INTO ${system}_waiting (job, topic, status, due_at, attempt, crashes, fence)
  SELECT id, topic, 2, run_at, 0, 0, 0 FROM placed WHERE status = 2
), depth AS (
  INSERT INTO ${system}_depth_change (topic, status, change)
  SELECT topic, status, count(*) FROM placed WHERE status <> 4 GROUP BY topic, status
)
SELECT id, created_at, status = 2 AS is_later, status = 4 AS is_claimed FROM placed ORDER BY id
