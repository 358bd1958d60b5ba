INSERT INTO ${system}_waiting (job, topic, status, due_at, attempt, crashes, fence, line)
SELECT id, topic, :status, coalesce(:dueAt, :now), :attempt, :crashes, :fence, :line FROM ${system}_job WHERE id = :job
