DELETE FROM ${system}_deadline WHERE job IN (SELECT value FROM json_each(:jobs))
