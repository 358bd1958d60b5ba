DELETE FROM ${system}_requeue WHERE job IN (SELECT value FROM json_each(:jobs))
