-- With the jobs, but for the newest of each schedule that is still there.
DELETE FROM ${system}_fire
WHERE job IN (SELECT value FROM json_each(:jobs))
  AND (NOT EXISTS (SELECT 1 FROM ${system}_recurring r WHERE r.name = schedule)
       OR fire_at < (SELECT n.fire_at FROM ${system}_fire n
                     WHERE n.schedule = ${system}_fire.schedule ORDER BY n.fire_at DESC LIMIT 1 OFFSET 99))
