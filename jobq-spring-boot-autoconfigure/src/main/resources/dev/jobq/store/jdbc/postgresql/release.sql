-- Gives jobs back to their place, uncharged; see complete.sql. A job whose cancel was requested is passed over, for it ends
-- instead.
WITH held AS (
  DELETE FROM ${system}_running r
  USING unnest(:jobs::int8[], :fences::int8[], :failures::int4[], :elapsed::int8[]) AS e(job, fence, failures, elapsed)
  WHERE r.job = e.job AND r.fence = e.fence AND (SELECT set_config('lock_timeout', :patience, TRUE)) IS NOT NULL AND r.cancel = 0
  RETURNING r.job, e.failures, e.elapsed, r.topic, r.node, r.attempt, r.crashes, r.fence, r.claimed_at, r.launched
), ready AS (
  INSERT INTO ${system}_ready (topic, rank, run_at, job, attempt, crashes, fence, behind)
  SELECT held.topic, intake.rank, CASE WHEN intake.run_at <= :now THEN intake.run_at ELSE intake.created_at END, held.job,
         held.failures, held.crashes, held.fence, TRUE
  FROM held
  CROSS JOIN LATERAL (SELECT rank, run_at, created_at FROM ${system}_job WHERE id = held.job OFFSET 0) AS intake
), attempt AS (
  INSERT INTO ${system}_attempt (job, fence, attempt, node, started_at, finished_at, elapsed, status)
  SELECT job, fence, attempt, node, claimed_at, :now, elapsed, 3 FROM held
), depth AS (
  INSERT INTO ${system}_depth_change (topic, status, change)
  SELECT topic, 3, count(*) FROM held GROUP BY topic
)
SELECT job, launched, :now AS finished_at FROM held
