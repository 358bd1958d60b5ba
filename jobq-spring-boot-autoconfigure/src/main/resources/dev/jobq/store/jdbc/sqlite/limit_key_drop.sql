DELETE FROM ${system}_limit_key WHERE topic = :topic AND key = :key
