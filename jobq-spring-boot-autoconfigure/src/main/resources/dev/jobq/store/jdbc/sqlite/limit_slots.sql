SELECT key, count(*) FROM ${system}_limit_slot WHERE topic = :topic GROUP BY key
