-- The attempts of each job up to a fence.
DELETE FROM ${system}_attempt WHERE ctid = ANY (ARRAY(
  SELECT old.place
  FROM json_array_elements(CAST(:logs AS JSON)) AS log
  CROSS JOIN LATERAL (
    SELECT ctid AS place FROM ${system}_attempt
    WHERE job = CAST(log ->> 0 AS BIGINT) AND fence <= CAST(log ->> 1 AS BIGINT) OFFSET 0) AS old))
