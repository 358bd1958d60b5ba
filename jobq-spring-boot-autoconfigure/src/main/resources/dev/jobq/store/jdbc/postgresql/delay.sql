-- Sends jobs to wait: to be retried, snoozed or parked; see complete.sql. A job whose cancel was requested is passed over, for
-- it ends instead. A job's intake row, and so its place, stays.
WITH held AS (
  DELETE FROM ${system}_running r
  USING unnest(:jobs::int8[], :fences::int8[], :statuses::int4[], :failures::int4[], :delays::int8[], :elapsed::int8[],
    :reasons::text[], :error_types::text[], :error_messages::text[], :error_stacks::text[]) AS e(job, fence, status,
    failures, delay, elapsed, reason, error_type, error_message, error_stack)
  WHERE r.job = e.job AND r.fence = e.fence AND (SELECT set_config('lock_timeout', :patience, TRUE)) IS NOT NULL AND r.cancel = 0
  RETURNING r.job, e.status, e.failures, :now + e.delay AS due_at, e.elapsed, e.reason, e.error_type, e.error_message,
    e.error_stack, r.topic, r.node, r.attempt, r.crashes, r.fence, r.claimed_at, r.launched
), waiting AS (
  INSERT INTO ${system}_waiting (job, topic, status, due_at, attempt, crashes, fence, reason)
  SELECT job, topic, status, due_at, failures, crashes, fence, reason FROM held
), attempt AS (
  INSERT INTO ${system}_attempt (job, fence, attempt, node, started_at, finished_at, due_at, elapsed, status, error_type,
                                 error_message, error_stack)
  SELECT job, fence, attempt, node, claimed_at, :now, due_at, elapsed, status, error_type, error_message, error_stack FROM held
), depth AS (
  INSERT INTO ${system}_depth_change (topic, status, change)
  SELECT topic, status, count(*) FROM held GROUP BY topic, status
)
SELECT job, launched, :now AS finished_at FROM held
