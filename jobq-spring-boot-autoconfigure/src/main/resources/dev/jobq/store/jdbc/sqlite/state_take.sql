UPDATE ${system}_state
SET state = :state, head = :head, touch = :next
WHERE job = :job AND touch = :touch AND state = :old
