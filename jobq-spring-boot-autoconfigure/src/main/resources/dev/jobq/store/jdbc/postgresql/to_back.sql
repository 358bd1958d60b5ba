-- Sends jobs behind all that wait by now; see delay.sql. A job that was the first of its line leaves it, to enter it again; a label's
-- mark is no line.
WITH held AS (
  DELETE FROM ${system}_running r
  USING unnest(:jobs::int8[], :fences::int8[], :failures::int4[], :elapsed::int8[]) AS e(job, fence, failures, elapsed)
  WHERE r.job = e.job AND r.fence = e.fence AND (SELECT set_config('lock_timeout', :patience, TRUE)) IS NOT NULL AND r.cancel = 0
  RETURNING r.job, e.failures, e.elapsed, r.topic, r.node, r.attempt, r.crashes, r.fence, r.claimed_at, r.launched
), waiting AS (
  INSERT INTO ${system}_waiting (job, topic, status, due_at, attempt, crashes, fence, line)
  SELECT job, topic, 2, :now, failures, crashes, fence, (
    SELECT CASE WHEN left(line, 1) <> chr(1) THEN line END FROM ${system}_job WHERE id = held.job) FROM held
), place AS (
  UPDATE ${system}_job SET run_at = :now WHERE id = ANY (ARRAY(SELECT job FROM held))
), attempt AS (
  INSERT INTO ${system}_attempt (job, fence, attempt, node, started_at, finished_at, due_at, elapsed, status)
  SELECT job, fence, attempt, node, claimed_at, :now, :now, elapsed, 2 FROM held
), depth AS (
  INSERT INTO ${system}_depth_change (topic, status, change)
  SELECT topic, 2, count(*) FROM held GROUP BY topic
)
SELECT job, launched, :now AS finished_at FROM held
