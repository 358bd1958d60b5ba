SELECT id AS job, topic, type, created_at AS at, run_at FROM ${system}_job WHERE id > :after ORDER BY id LIMIT :limit
