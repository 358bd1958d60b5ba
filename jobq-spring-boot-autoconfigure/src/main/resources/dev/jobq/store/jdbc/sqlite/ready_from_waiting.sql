INSERT INTO ${system}_ready (topic, rank, run_at, job, attempt, crashes, fence)
SELECT j.topic, j.rank, CASE WHEN j.run_at <= :now THEN j.run_at ELSE j.created_at END, j.id,
       w.attempt, w.crashes, w.fence
FROM ${system}_waiting w JOIN ${system}_job j ON j.id = w.job
WHERE w.job IN (SELECT value FROM json_each(:jobs))
