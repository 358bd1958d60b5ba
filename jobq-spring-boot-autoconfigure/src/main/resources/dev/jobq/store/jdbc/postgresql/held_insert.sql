-- A HELD job with its state, in one statement.
WITH job AS (
  INSERT INTO ${system}_job (topic, type, rank, run_at, created_at, process, max_attempts, timeout, payload, key)
  VALUES (:topic, :type, :rank, coalesce(:run_at::int8, :now + coalesce(:delay::int8, 0)), :now, :process, :max_attempts,
          :timeout, :payload, :key)
  RETURNING id, topic, created_at, run_at
), waiting AS (
  INSERT INTO ${system}_waiting (job, topic, status, attempt, crashes, fence) SELECT id, topic, 0, 0, 0, 0 FROM job
), depth AS (
  INSERT INTO ${system}_depth_change (topic, status, change) SELECT topic, 0, 1 FROM job
), state AS (
INSERT INTO ${system}_state (job, topic, touch, state, head)
SELECT id, topic, ${system}_next_touch(:now), :state, :head FROM job
RETURNING job, touch
)
SELECT job.id, job.created_at, job.run_at, state.touch FROM job, state
