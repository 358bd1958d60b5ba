-- Locks rows in force against whoever else wants the keys, or the jobs to run again.
SELECT job FROM ${system}_unique
WHERE job = ANY (ARRAY(SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(:jobs AS JSON)))) AND released = 0
ORDER BY topic, key
FOR UPDATE
