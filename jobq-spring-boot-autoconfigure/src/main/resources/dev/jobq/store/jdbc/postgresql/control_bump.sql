-- The notification goes with the commit, also where it is the application's, and whatever is said of notifications: changes are few.
UPDATE ${system}_topic_control SET version = version + 1 WHERE topic = '' AND worker = '' AND setting = ''
RETURNING version, pg_notify('${system}_control', '')
