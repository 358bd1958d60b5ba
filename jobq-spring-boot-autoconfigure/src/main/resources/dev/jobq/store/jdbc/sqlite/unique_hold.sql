INSERT INTO ${system}_unique (job, topic, key, scope, until)
SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'), json_extract(value, '$[3]'),
       :now + json_extract(value, '$[4]')
FROM json_each(:rows)
WHERE TRUE
ON CONFLICT (topic, key) WHERE released = 0 DO NOTHING
