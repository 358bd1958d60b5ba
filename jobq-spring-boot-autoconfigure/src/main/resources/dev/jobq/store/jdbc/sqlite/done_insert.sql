INSERT INTO ${system}_done (job, topic, status, attempt, crashes, fence, node, started_at, finished_at, elapsed, cpu,
  allocated, result, stats, reason)
VALUES (:job, :topic, :status, :attempt, :crashes, :fence, :node, :startedAt, :finishedAt, :elapsed, :cpu,
  :allocated, :result, :stats, :reason)
