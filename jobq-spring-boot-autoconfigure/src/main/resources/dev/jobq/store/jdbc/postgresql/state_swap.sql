UPDATE ${system}_state
SET state = :state, head = :head, touch = setval('${system}_touch', greatest(nextval('${system}_touch'), :now))
WHERE job = :job AND state = :old
RETURNING touch
