-- At the end of their lines, which are locked, in the order of ids.
UPDATE ${system}_waiting SET position = (SELECT nextval('${system}_job_id_seq'))
WHERE job = ANY (:jobs::int8[]) AND status = 1 AND line IS NOT NULL AND position IS NULL
