-- Until the commit. Waits no longer than :patience. Who freezes while it holds the row loses it with its connection.
SELECT 1 FROM ${system}_limit
WHERE topic = :topic AND (SELECT set_config('lock_timeout', :patience, TRUE)) IS NOT NULL
  AND (SELECT set_config('idle_in_transaction_session_timeout', '5s', TRUE)) IS NOT NULL
FOR UPDATE
