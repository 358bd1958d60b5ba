-- The one writer need not lock.
SELECT job FROM ${system}_unique WHERE job IN (SELECT value FROM json_each(:jobs)) AND released = 0
