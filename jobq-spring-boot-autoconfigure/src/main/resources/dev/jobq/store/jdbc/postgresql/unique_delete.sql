-- A row that a transaction of somebody's is just putting out of force stays, without a job and of no effect: nobody waits.
DELETE FROM ${system}_unique WHERE job = ANY (ARRAY(
  SELECT job FROM ${system}_unique
  WHERE job = ANY (ARRAY(SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(:jobs AS JSON))))
  FOR UPDATE SKIP LOCKED))
