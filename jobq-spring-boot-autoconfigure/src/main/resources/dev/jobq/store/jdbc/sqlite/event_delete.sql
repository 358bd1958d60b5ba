DELETE FROM ${system}_event WHERE job IN (SELECT value FROM json_each(:jobs))
