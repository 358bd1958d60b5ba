DELETE FROM ${system}_limit_slot WHERE ctid = ANY (ARRAY(
  SELECT s.ctid
  FROM (SELECT CAST(value ->> 0 AS BIGINT) AS job, CAST(value ->> 1 AS BIGINT) AS fence
    FROM json_array_elements(CAST(:slots AS JSON)) AS value) e
  CROSS JOIN LATERAL (
    SELECT ctid FROM ${system}_limit_slot WHERE topic = :topic AND job = e.job AND fence = e.fence OFFSET 0) s))
RETURNING key
