-- Locks rows against whoever else wants the keys, or the jobs to run again. Which are in force is told only then; asked for in
-- the condition it would lead to the wrong index.
SELECT job, released FROM ${system}_unique
WHERE job = ANY (ARRAY(SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(:jobs AS JSON))))
ORDER BY topic, key
FOR UPDATE
