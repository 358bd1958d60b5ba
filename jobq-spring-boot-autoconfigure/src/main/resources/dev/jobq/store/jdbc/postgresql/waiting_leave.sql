-- BLOCKED: gives up its position.
UPDATE ${system}_waiting SET status = 2, due_at = :now, position = NULL WHERE job = :job AND status = 1 AND position IS NOT NULL
