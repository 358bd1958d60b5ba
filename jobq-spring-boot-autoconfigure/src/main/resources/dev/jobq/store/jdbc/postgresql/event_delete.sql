DELETE FROM ${system}_event WHERE job IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(:jobs AS JSON)))
