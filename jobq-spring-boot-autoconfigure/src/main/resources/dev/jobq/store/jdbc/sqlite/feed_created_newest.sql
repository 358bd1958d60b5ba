SELECT id AS job, topic, type, created_at AS at, run_at FROM ${system}_job ORDER BY id DESC LIMIT :limit
