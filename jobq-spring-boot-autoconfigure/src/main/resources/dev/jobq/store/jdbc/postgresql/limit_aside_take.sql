DELETE FROM ${system}_ready WHERE ctid = ANY (ARRAY(
  SELECT r.ctid
  FROM (SELECT CAST(value ->> 0 AS SMALLINT) AS rank, CAST(value ->> 1 AS BIGINT) AS run_at, CAST(value ->> 2 AS BIGINT) AS job
  FROM json_array_elements(CAST(:rows AS JSON)) AS value) e
  CROSS JOIN LATERAL (
    SELECT ctid FROM ${system}_ready
    WHERE topic = :topic AND rank = e.rank AND run_at = e.run_at AND job = e.job OFFSET 0) r))
