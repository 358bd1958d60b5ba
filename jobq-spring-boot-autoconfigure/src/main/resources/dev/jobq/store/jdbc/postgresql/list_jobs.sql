-- Of the newest so many, those that match.
SELECT j.id
FROM (SELECT id, topic, type, rank, run_at, created_at FROM ${system}_job WHERE id < :before ORDER BY id DESC LIMIT :look) j
LEFT JOIN LATERAL (
  SELECT job
  FROM ${system}_ready WHERE topic = j.topic AND rank = j.rank AND run_at = ANY (ARRAY[j.run_at, j.created_at])
    AND job = j.id OFFSET 0) r ON TRUE
LEFT JOIN LATERAL (SELECT job, launched FROM ${system}_running WHERE job = j.id OFFSET 0) x ON TRUE
LEFT JOIN LATERAL (SELECT status FROM ${system}_waiting WHERE job = j.id OFFSET 0) w ON TRUE
LEFT JOIN LATERAL (SELECT status FROM ${system}_done WHERE job = j.id OFFSET 0) d ON TRUE
WHERE (CAST(:topic AS TEXT) IS NULL OR j.topic = :topic) AND (CAST(:type AS TEXT) IS NULL OR j.type = :type)
  AND (:status < 0 OR CASE WHEN r.job IS NOT NULL THEN 3 WHEN x.job IS NOT NULL THEN 4 + x.launched
                      ELSE coalesce(w.status, d.status) END = :status)
ORDER BY j.id DESC LIMIT :limit
