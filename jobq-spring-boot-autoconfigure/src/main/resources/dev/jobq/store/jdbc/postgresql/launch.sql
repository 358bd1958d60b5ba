WITH held AS (
  UPDATE ${system}_running SET launched = 1 WHERE job = :job AND fence = :fence AND launched = 0
  RETURNING job, topic
), event AS (
  INSERT INTO ${system}_event (job, at, type, from_status, to_status)
  SELECT job, :now, 'launched', 4, 5 FROM held
)
SELECT held.topic, (SELECT type FROM ${system}_job WHERE id = held.job) AS type, :now AS at FROM held
