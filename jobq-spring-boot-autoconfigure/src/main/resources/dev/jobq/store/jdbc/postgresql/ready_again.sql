-- With a fresh budget: no failures, no crashes. The fence only grows. Who is called before its time stands as if it had not
-- been delayed; ready rows are found by either time of their job.
INSERT INTO ${system}_ready (topic, rank, run_at, job, fence, behind)
SELECT topic, rank, CASE WHEN run_at <= :now THEN run_at ELSE created_at END, id, :fence, TRUE FROM ${system}_job WHERE id = :job
