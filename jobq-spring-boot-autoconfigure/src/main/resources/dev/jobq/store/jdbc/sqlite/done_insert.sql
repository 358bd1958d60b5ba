INSERT INTO ${system}_done (job, topic, status, attempt, crashes, fence, node, started_at, finished_at, cpu, allocated,
  result, stats, reason)
VALUES (:job, :topic, :status, :attempt, :crashes, :fence, :node, :startedAt, :finishedAt, :cpu, :allocated,
  :result, :stats, :reason)
