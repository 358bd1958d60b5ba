-- Of the newest so many, those that match.
SELECT j.id
FROM (SELECT id, topic, type, rank, run_at, created_at FROM ${system}_job WHERE id < :before ORDER BY id DESC LIMIT +:look) j
LEFT JOIN ${system}_ready r ON r.topic = j.topic AND r.rank = j.rank AND r.run_at IN (j.run_at, j.created_at) AND r.job = j.id
LEFT JOIN ${system}_running x ON x.job = j.id
LEFT JOIN ${system}_waiting w ON w.job = j.id
LEFT JOIN ${system}_done d ON d.job = j.id
WHERE (CAST(:topic AS TEXT) IS NULL OR j.topic = :topic) AND (CAST(:type AS TEXT) IS NULL OR j.type = :type)
  AND (:status < 0 OR CASE WHEN r.job IS NOT NULL THEN 3 WHEN x.job IS NOT NULL THEN 4 + x.launched
                      ELSE coalesce(w.status, d.status) END = :status)
ORDER BY j.id DESC LIMIT +:limit
