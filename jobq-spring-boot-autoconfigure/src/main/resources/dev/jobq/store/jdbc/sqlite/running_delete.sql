DELETE FROM ${system}_running WHERE job IN (SELECT value FROM json_each(:jobs))
