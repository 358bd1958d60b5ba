DELETE FROM ${system}_done WHERE job IN (SELECT value FROM json_each(:jobs))
