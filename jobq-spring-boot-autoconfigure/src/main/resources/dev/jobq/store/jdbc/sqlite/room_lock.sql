-- The one writer need not lock.
SELECT queued FROM ${system}_room WHERE topic = :topic
