-- Passes over a row that another transaction is just changing.
UPDATE ${system}_state
SET state = :state, head = :head, touch = setval('${system}_touch', greatest(nextval('${system}_touch'), :now))
WHERE job = (SELECT job FROM ${system}_state WHERE job = :job AND touch = :touch FOR UPDATE SKIP LOCKED)
RETURNING touch
