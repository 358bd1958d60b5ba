-- Three statements on one way. The last sees what was committed before the second got the lock: until the end of the transaction
-- nobody else adds up credits. All that are wanted are counted at once, so that a topic with room needs no further change.
SELECT set_config('lock_timeout', coalesce(:patience, current_setting('lock_timeout')), TRUE);
SELECT queued FROM ${system}_room WHERE topic = :topic FOR UPDATE;
WITH folded AS (DELETE FROM ${system}_room_credit WHERE topic = :topic RETURNING change)
UPDATE ${system}_room SET queued = queued + :wanted + (SELECT coalesce(sum(change), 0) FROM folded)
WHERE topic = :topic
RETURNING queued, queued - :wanted
