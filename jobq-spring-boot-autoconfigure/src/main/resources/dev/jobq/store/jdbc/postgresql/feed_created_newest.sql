SELECT j.id AS job, topic, type, created_at AS at, run_at,
       (SELECT 1 FROM ${system}_state s WHERE s.job = j.id) IS NOT NULL AS is_held
FROM ${system}_job j ORDER BY id DESC LIMIT :limit
