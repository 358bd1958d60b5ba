INSERT INTO ${system}_waiting (job, topic, status, due_at, attempt, crashes, fence)
SELECT id, topic, :status, :dueAt, :attempt, :crashes, :fence FROM ${system}_job WHERE id = :job
