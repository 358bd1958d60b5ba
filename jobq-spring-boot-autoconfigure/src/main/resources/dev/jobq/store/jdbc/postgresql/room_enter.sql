-- Two statements on one way: the second sees what was committed before the first one got the lock. Until the end of the transaction
-- nobody else adds up credits. All that are wanted are counted at once, so that a topic with room needs no further change.
SELECT queued FROM ${system}_room WHERE topic = :topic FOR UPDATE;
WITH folded AS (DELETE FROM ${system}_room_credit WHERE topic = :topic RETURNING change)
UPDATE ${system}_room SET queued = queued + :wanted + (SELECT coalesce(sum(change), 0) FROM folded)
WHERE topic = :topic
RETURNING queued
