-- Of these keys, those that jobs wait for.
SELECT key FROM ${system}_limit_key WHERE topic = :topic AND key IN (SELECT value FROM json_each(:keys))
