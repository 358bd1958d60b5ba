SELECT current_setting('server_version'),
       CASE WHEN current_setting('fsync') = 'on' AND current_setting('synchronous_commit') <> 'off' THEN 1 ELSE 0 END,
       pg_database_size(current_database())
