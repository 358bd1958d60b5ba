-- It goes to another place; the row of the old one would let it pass those that wait before it then.
DELETE FROM ${system}_limit_blocked
WHERE topic = :topic AND key = (SELECT key FROM ${system}_job WHERE id = :job) AND rank = :rank AND run_at IN (:runAt, :createdAt) AND job = :job
