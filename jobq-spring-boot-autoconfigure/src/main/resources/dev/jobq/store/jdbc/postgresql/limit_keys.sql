SELECT id, key FROM ${system}_job WHERE id = ANY (ARRAY(SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(:jobs AS JSON)))) AND key IS NOT NULL
