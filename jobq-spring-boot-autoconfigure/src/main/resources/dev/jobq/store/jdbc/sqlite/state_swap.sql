UPDATE ${system}_state
SET state = :state, head = :head, touch = max(:now, (SELECT max(touch) + 1 FROM ${system}_state))
WHERE job = :job AND state = :old
RETURNING touch
