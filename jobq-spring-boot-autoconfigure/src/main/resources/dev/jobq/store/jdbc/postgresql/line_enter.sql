UPDATE ${system}_waiting SET status = 1, due_at = NULL, position = (SELECT nextval('${system}_job_id_seq'))
WHERE job = :job
