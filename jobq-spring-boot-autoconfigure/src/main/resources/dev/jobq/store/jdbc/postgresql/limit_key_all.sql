-- The limits have changed: all are looked at again.
UPDATE ${system}_limit_key SET check_at = :at WHERE topic = :topic
