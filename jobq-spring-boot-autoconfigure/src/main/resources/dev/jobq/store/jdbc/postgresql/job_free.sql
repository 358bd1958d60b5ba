-- Of these jobs those that nobody holds.
SELECT id FROM ${system}_job
WHERE id = ANY (ARRAY(SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(:jobs AS JSON))))
ORDER BY id
FOR UPDATE SKIP LOCKED
