-- To their places, uncharged. The fence stays; the next claim adds one.
INSERT INTO ${system}_ready (topic, rank, run_at, job, attempt, crashes, fence, behind)
SELECT r.topic, j.rank, CASE WHEN j.run_at <= :now THEN j.run_at ELSE j.created_at END, r.job,
       r.attempt - 1,
       r.crashes + CASE WHEN r.job = ANY (ARRAY(SELECT CAST(value AS BIGINT) FROM json_array_elements_text(
         CAST(:crashed AS JSON)))) THEN 1 ELSE 0 END, r.fence, TRUE
FROM ${system}_running r
LEFT JOIN LATERAL (SELECT rank, run_at, created_at FROM ${system}_job WHERE id = r.job OFFSET 0) j ON TRUE
WHERE r.job = ANY (ARRAY(SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(:jobs AS JSON)))) AND r.cancel = 0
