INSERT INTO ${system}_done (job, topic, status, attempt, crashes, fence, node, started_at, finished_at, reason)
VALUES (:job, :topic, :status, :attempt, :crashes, :fence, :node, :startedAt, :now, :reason)
