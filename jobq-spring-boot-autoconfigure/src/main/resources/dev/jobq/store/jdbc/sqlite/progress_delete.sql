DELETE FROM ${system}_progress WHERE job IN (SELECT value FROM json_each(:jobs))
