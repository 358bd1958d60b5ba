UPDATE ${system}_state
SET state = :state, head = :head, touch = ${system}_next_touch(:now)
WHERE job = :job AND state = :old
RETURNING touch
