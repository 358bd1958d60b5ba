-- Of these keys, those that jobs wait for.
SELECT key FROM ${system}_limit_key WHERE topic = :topic AND key = ANY (ARRAY(SELECT value FROM json_array_elements_text(CAST(:keys AS JSON))))
