INSERT INTO ${system}_done (job, topic, status, attempt, crashes, fence, finished_at, reason)
VALUES (:job, :topic, 8, :attempt, :crashes, :fence, :now, :reason)
