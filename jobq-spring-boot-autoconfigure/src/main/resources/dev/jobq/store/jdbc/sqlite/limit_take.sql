INSERT INTO ${system}_limit_slot (topic, job, fence, key)
SELECT :topic, json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]')
FROM json_each(:slots)
WHERE TRUE
ON CONFLICT (topic, job) DO UPDATE SET fence = excluded.fence, key = excluded.key
