-- The one writer need not lock, and there are no credits to be added up.
UPDATE ${system}_room SET queued = queued + :wanted WHERE topic = :topic RETURNING queued
