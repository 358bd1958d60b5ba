SELECT key, count(*) FROM ${system}_limit_slot
WHERE topic = :topic AND key = ANY (ARRAY(SELECT value FROM json_array_elements_text(CAST(:keys AS JSON)))) AND key <> ''
GROUP BY key
