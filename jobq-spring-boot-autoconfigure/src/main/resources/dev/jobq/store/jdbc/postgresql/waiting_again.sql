INSERT INTO ${system}_waiting (job, topic, status, due_at, attempt, crashes, fence, line)
SELECT id, topic, :status, coalesce(CAST(:dueAt AS BIGINT), :now), :attempt, :crashes, :fence, CAST(:line AS TEXT) FROM ${system}_job WHERE id = :job
