-- Passes over a row that another transaction is just changing.
UPDATE ${system}_state
SET state = :state, head = :head, touch = ${system}_next_touch(:now)
WHERE job = (SELECT job FROM ${system}_state WHERE job = :job AND touch = :touch AND state = :old FOR UPDATE SKIP LOCKED)
RETURNING touch
