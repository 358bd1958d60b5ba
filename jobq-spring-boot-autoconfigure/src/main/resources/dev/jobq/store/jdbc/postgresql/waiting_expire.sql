-- Never waits for somebody who is changing the job.
DELETE FROM ${system}_waiting
WHERE job = (SELECT job FROM ${system}_waiting WHERE job = :job AND status <> 0 FOR UPDATE SKIP LOCKED)
RETURNING status, attempt, crashes, fence, line
