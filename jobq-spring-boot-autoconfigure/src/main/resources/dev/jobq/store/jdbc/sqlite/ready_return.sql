INSERT INTO ${system}_ready (topic, rank, run_at, job, attempt, crashes, fence)
SELECT topic, rank, run_at, id, :attempt, :crashes, :fence FROM ${system}_job WHERE id = :job
