SELECT key, count(*) FROM ${system}_limit_slot
WHERE topic = :topic AND key IN (SELECT value FROM json_each(:keys)) AND key <> ''
GROUP BY key
