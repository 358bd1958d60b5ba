INSERT INTO ${system}_done (job, topic, status, attempt, crashes, fence, node, started_at, finished_at, reason)
SELECT job, topic, 9, attempt,
       crashes + CASE WHEN job = ANY (ARRAY(SELECT CAST(value AS BIGINT) FROM json_array_elements_text(
         CAST(:crashed AS JSON)))) THEN 1 ELSE 0 END,
       fence, node, claimed_at, :now, :reason
FROM ${system}_running
WHERE job = ANY (ARRAY(SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(:jobs AS JSON)))) AND cancel = 1
