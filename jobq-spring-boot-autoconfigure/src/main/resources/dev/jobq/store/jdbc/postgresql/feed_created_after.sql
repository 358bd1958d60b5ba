SELECT j.id AS job, topic, type, created_at AS at, run_at,
       -- No EXISTS, which the planner may answer by reading the whole table.
       (SELECT 1 FROM ${system}_state s WHERE s.job = j.id) IS NOT NULL AS is_held
FROM ${system}_job j
WHERE id > :after AND id <= :until ORDER BY id LIMIT :limit
