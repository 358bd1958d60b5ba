-- To their places, uncharged. The fence stays; the next claim adds one.
INSERT INTO ${system}_ready (topic, rank, run_at, job, attempt, crashes, fence)
SELECT j.topic, j.rank, CASE WHEN j.run_at <= :now THEN j.run_at ELSE j.created_at END, j.id,
       r.attempt - 1,
       r.crashes + CASE WHEN r.job IN (SELECT value FROM json_each(:crashed)) THEN 1 ELSE 0 END, r.fence
FROM ${system}_running r JOIN ${system}_job j ON j.id = r.job
WHERE r.job IN (SELECT value FROM json_each(:jobs)) AND r.cancel = 0
