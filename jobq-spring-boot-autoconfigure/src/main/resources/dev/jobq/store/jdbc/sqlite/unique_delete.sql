DELETE FROM ${system}_unique WHERE job IN (SELECT value FROM json_each(:jobs))
