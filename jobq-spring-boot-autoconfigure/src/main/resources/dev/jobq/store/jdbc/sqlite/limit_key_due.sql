SELECT key FROM ${system}_limit_key WHERE topic = :topic AND check_at <= :at ORDER BY check_at LIMIT +:max
