INSERT INTO ${system}_done (job, topic, status, attempt, crashes, fence, node, started_at, finished_at, reason)
SELECT job, topic, 9, attempt,
       crashes + CASE WHEN job IN (SELECT value FROM json_each(:crashed)) THEN 1 ELSE 0 END,
       fence, node, claimed_at, :now, :reason
FROM ${system}_running
WHERE job IN (SELECT value FROM json_each(:jobs)) AND cancel = 1
