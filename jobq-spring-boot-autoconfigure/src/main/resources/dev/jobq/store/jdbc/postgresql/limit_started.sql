-- From after a time, and when the first was.
SELECT coalesce(sum(started), 0), min(at) FROM ${system}_limit_start WHERE topic = :topic AND key = :key AND at > :after
