-- The attempts that their node did not end. A cancelled one ended CANCELLED (9), the others went back to AVAILABLE (3).
INSERT INTO ${system}_attempt (job, fence, attempt, node, started_at, finished_at, status)
SELECT job, fence, attempt, node, claimed_at, :now, CASE WHEN cancel = 1 THEN 9 ELSE 3 END
FROM ${system}_running
WHERE job IN (SELECT value FROM json_each(:jobs))
