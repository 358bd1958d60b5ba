-- With a fresh budget: no failures, no crashes. The fence only grows.
INSERT INTO ${system}_ready (topic, rank, run_at, job, fence)
SELECT topic, rank, run_at, id, :fence FROM ${system}_job WHERE id = :job
