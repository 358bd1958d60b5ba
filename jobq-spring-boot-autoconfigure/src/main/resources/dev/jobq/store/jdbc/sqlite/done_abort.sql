-- DISCARDED becomes CANCELLED.
UPDATE ${system}_done SET status = 9, reason = :reason WHERE job = :job AND status = 8
