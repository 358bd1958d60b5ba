SELECT check_at FROM ${system}_limit_key WHERE topic = :topic AND check_at IS NOT NULL ORDER BY check_at LIMIT 1
