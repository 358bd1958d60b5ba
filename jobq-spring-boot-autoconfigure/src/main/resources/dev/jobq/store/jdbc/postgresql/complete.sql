-- Ends what completed. Whoever deletes the running row moves the job, and only the fence that is in it may: a row that a rescue
-- took has another one or is gone. The arrays come in the order of ids. Who finds a row locked waits no
-- longer than :patience: the lock may be an application's, held for as long as it likes.
WITH held AS (
  DELETE FROM ${system}_running r
  USING unnest(:jobs::int8[], :fences::int8[], :elapsed::int8[], :cpu::int8[], :allocated::int8[], :results::text[],
    :stats::text[]) AS e(job, fence, elapsed, cpu, allocated, result, stats)
  WHERE r.job = e.job AND r.fence = e.fence AND (SELECT set_config('lock_timeout', :patience, TRUE)) IS NOT NULL
  RETURNING r.job, e.elapsed, e.cpu, e.allocated, e.result, e.stats, r.topic, r.node, r.attempt, r.crashes, r.fence,
    r.claimed_at, r.launched
), done AS (
  INSERT INTO ${system}_done (job, topic, status, attempt, crashes, fence, node, started_at, finished_at, elapsed, cpu,
                              allocated, result, stats)
  SELECT job, topic, 10, attempt, crashes, fence, node, claimed_at, :now, elapsed, cpu, allocated, result, stats FROM held
), attempt AS (
  INSERT INTO ${system}_attempt (job, fence, attempt, node, started_at, finished_at, elapsed, status)
  SELECT job, fence, attempt, node, claimed_at, :now, elapsed, 10 FROM held WHERE fence > 1
), depth AS (
  INSERT INTO ${system}_depth_change (topic, status, change)
  SELECT topic, 10, count(*) FROM held GROUP BY topic
)
SELECT job, launched, :now AS finished_at FROM held
