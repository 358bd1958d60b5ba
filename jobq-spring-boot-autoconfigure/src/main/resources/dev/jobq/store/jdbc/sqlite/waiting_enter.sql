UPDATE ${system}_waiting SET status = 1, due_at = NULL, position = :position WHERE job = :job
