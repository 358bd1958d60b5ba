DELETE FROM ${system}_waiting WHERE job IN (SELECT value FROM json_each(:jobs))
