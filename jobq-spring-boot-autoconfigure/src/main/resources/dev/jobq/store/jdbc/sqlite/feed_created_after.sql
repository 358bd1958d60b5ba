SELECT id AS job, topic, type, created_at AS at, run_at FROM ${system}_job
WHERE id > :after AND id <= :until ORDER BY id LIMIT :limit
