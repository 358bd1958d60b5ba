SELECT key, sum(started), min(at) FROM ${system}_limit_start
WHERE topic = :topic AND key = ANY (ARRAY(SELECT value FROM json_array_elements_text(CAST(:keys AS JSON)))) AND at > :after
GROUP BY key
