INSERT INTO ${system}_ready (topic, rank, run_at, job, attempt, crashes, fence, behind)
SELECT topic, rank, CASE WHEN run_at <= :now THEN run_at ELSE created_at END, id, :attempt, :crashes, :fence, TRUE
FROM ${system}_job WHERE id = :job
