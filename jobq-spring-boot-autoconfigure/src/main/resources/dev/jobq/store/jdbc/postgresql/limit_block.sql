INSERT INTO ${system}_limit_blocked (topic, key, rank, run_at, job)
SELECT topic, key, rank, CASE WHEN run_at <= :now THEN run_at ELSE created_at END, id FROM ${system}_job
WHERE id = ANY (ARRAY(SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(:jobs AS JSON)))) AND key IS NOT NULL
ON CONFLICT (topic, key, rank, run_at, job) DO NOTHING
