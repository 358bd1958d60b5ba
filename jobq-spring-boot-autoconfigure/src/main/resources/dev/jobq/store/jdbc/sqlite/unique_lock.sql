-- The one writer need not lock.
SELECT job, released FROM ${system}_unique WHERE job IN (SELECT value FROM json_each(:jobs))
