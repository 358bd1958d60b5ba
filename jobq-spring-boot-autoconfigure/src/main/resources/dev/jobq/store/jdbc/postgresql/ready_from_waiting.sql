INSERT INTO ${system}_ready (topic, rank, run_at, job, attempt, crashes, fence)
SELECT j.topic, j.rank, j.run_at, j.id, w.attempt, w.crashes, w.fence
FROM ${system}_waiting w LEFT JOIN ${system}_job j ON j.id = w.job
WHERE w.job = ANY (ARRAY(SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(:jobs AS JSON))))
