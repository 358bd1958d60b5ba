-- Most come at their time, where claims begin; those that come later may have been passed (see claim.sql): 100000 is what
-- floors leave (Floors.SLACK).
INSERT INTO ${system}_ready (topic, rank, run_at, job, attempt, crashes, fence, behind)
SELECT w.topic, j.rank, CASE WHEN j.run_at <= :now THEN j.run_at ELSE j.created_at END, w.job,
       w.attempt, w.crashes, w.fence, nullif(CASE WHEN j.run_at <= :now THEN j.run_at ELSE j.created_at END < :now - 100000, FALSE)
FROM ${system}_waiting w
LEFT JOIN LATERAL (SELECT rank, run_at, created_at FROM ${system}_job WHERE id = w.job OFFSET 0) j ON TRUE
WHERE w.job = ANY (ARRAY(SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(:jobs AS JSON))))
