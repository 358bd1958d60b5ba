-- Those that nobody else is changing.
SELECT w.job, w.topic, (SELECT j.type FROM ${system}_job j WHERE j.id = w.job), w.status
FROM ${system}_waiting w
WHERE w.job = ANY (ARRAY(SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(:jobs AS JSON)))) AND w.status = 1 AND w.line IS NULL
FOR UPDATE OF w SKIP LOCKED
