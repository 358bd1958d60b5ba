INSERT INTO ${system}_waiting (job, topic, status, due_at, attempt, crashes, fence, reason)
VALUES (:job, :topic, :status, :dueAt, :attempt, :crashes, :fence, :reason)
