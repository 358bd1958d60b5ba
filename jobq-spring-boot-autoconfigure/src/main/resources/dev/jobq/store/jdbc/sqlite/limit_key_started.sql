SELECT key, sum(started), min(at) FROM ${system}_limit_start
WHERE topic = :topic AND key IN (SELECT value FROM json_each(:keys)) AND at > :after
GROUP BY key
