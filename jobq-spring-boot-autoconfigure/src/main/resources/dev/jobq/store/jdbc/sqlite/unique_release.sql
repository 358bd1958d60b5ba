UPDATE ${system}_unique SET released = 1 WHERE job IN (SELECT value FROM json_each(:jobs))
