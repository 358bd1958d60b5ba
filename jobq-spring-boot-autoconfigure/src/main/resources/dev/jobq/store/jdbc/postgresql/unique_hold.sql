-- Gives keys to jobs ([[job, topic, key, scope, period], …]), in the order of keys. Where another transaction is just giving a
-- key away it waits for its end; where the key is another's then, nothing is written for it.
INSERT INTO ${system}_unique (job, topic, key, scope, until)
SELECT CAST(value ->> 0 AS BIGINT), value ->> 1, value ->> 2, CAST(value ->> 3 AS INTEGER),
       :now + CAST(value ->> 4 AS BIGINT)
FROM json_array_elements(CAST(:rows AS JSON))
ORDER BY (value ->> 1) COLLATE "C", (value ->> 2) COLLATE "C"
ON CONFLICT (topic, key) WHERE released = 0 DO NOTHING
