DELETE FROM ${system}_attempt WHERE job IN (SELECT value FROM json_each(:jobs))
