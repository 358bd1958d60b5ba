-- DISCARDED, CANCELLED.
DELETE FROM ${system}_done WHERE job = :job AND status IN (8, 9) RETURNING status, attempt, crashes, fence, NULL
