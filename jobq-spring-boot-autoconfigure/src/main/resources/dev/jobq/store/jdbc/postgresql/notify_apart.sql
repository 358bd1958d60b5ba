-- In a transaction of its own, which need not be on the disk: who misses it finds the change by polling.
SELECT pg_notify(:channel, payload), set_config('synchronous_commit', 'off', TRUE) FROM unnest(:payloads::text[]) AS payload
