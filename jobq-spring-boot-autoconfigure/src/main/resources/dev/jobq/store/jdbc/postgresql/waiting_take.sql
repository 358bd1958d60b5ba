-- SCHEDULED, RETRYABLE, PARKED.
DELETE FROM ${system}_waiting WHERE job = :job AND status IN (2, 6, 7)
RETURNING status, attempt, crashes, fence, due_at, line
