DELETE FROM ${system}_label WHERE job IN (SELECT value FROM json_each(:jobs))
