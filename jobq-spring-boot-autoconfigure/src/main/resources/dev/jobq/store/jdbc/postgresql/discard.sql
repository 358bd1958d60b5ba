-- Ends what was discarded or cancelled; see complete.sql.
WITH held AS (
  DELETE FROM ${system}_running r
  USING unnest(:jobs::int8[], :fences::int8[], :statuses::int4[], :elapsed::int8[], :cpu::int8[], :allocated::int8[],
    :stats::text[], :reasons::text[], :error_types::text[], :error_messages::text[], :error_stacks::text[]) AS e(job,
    fence, status, elapsed, cpu, allocated, stats, reason, error_type, error_message, error_stack)
  WHERE r.job = e.job AND r.fence = e.fence AND (SELECT set_config('lock_timeout', :patience, TRUE)) IS NOT NULL
  RETURNING r.job, e.status, e.elapsed, e.cpu, e.allocated, e.stats, e.reason, e.error_type, e.error_message,
    e.error_stack, r.topic, r.node, r.attempt, r.crashes, r.fence, r.claimed_at, r.launched
), done AS (
  INSERT INTO ${system}_done (job, topic, status, attempt, crashes, fence, node, started_at, finished_at, elapsed, cpu,
                              allocated, stats, reason)
  SELECT job, topic, status, attempt, crashes, fence, node, claimed_at, :now, elapsed, cpu, allocated, stats, reason
  FROM held
), attempt AS (
  INSERT INTO ${system}_attempt (job, fence, attempt, node, started_at, finished_at, elapsed, status, error_type,
                                 error_message, error_stack)
  SELECT job, fence, attempt, node, claimed_at, :now, elapsed, status, error_type, error_message, error_stack FROM held
), depth AS (
  INSERT INTO ${system}_depth_change (topic, status, change)
  SELECT topic, status, count(*) FROM held GROUP BY topic, status
)
SELECT job, launched, :now AS finished_at FROM held
