INSERT INTO ${system}_limit_slot (topic, job, fence, key)
SELECT :topic, CAST(value ->> 0 AS BIGINT), CAST(value ->> 1 AS BIGINT), value ->> 2
FROM json_array_elements(CAST(:slots AS JSON)) AS value
WHERE TRUE
ON CONFLICT (topic, job) DO UPDATE SET fence = excluded.fence, key = excluded.key
