-- Of these jobs, those that are selected.
SELECT j.id, CASE WHEN r.job IS NOT NULL THEN 3 WHEN x.job IS NOT NULL THEN 4 + x.launched
                 ELSE coalesce(w.status, d.status) END AS status
FROM ${system}_job j
LEFT JOIN ${system}_ready r ON r.topic = j.topic AND r.rank = j.rank AND r.run_at IN (j.run_at, j.created_at) AND r.job = j.id
LEFT JOIN ${system}_running x ON x.job = j.id
LEFT JOIN ${system}_waiting w ON w.job = j.id
LEFT JOIN ${system}_done d ON d.job = j.id
LEFT JOIN ${system}_attempt a ON a.job = j.id AND a.fence = coalesce(r.fence, w.fence, d.fence, x.fence - 1)
WHERE j.id IN (SELECT value FROM json_each(:ids))
  AND (CAST(:topic AS TEXT) IS NULL OR j.topic = :topic) AND (CAST(:type AS TEXT) IS NULL OR j.type = :type)
  AND (:status < 0 OR CASE WHEN r.job IS NOT NULL THEN 3 WHEN x.job IS NOT NULL THEN 4 + x.launched
                      ELSE coalesce(w.status, d.status) END = :status)
  AND (CAST(:before AS BIGINT) IS NULL OR j.created_at < :before)
  AND (CAST(:since AS BIGINT) IS NULL OR j.created_at >= :since)
  AND (CAST(:error AS TEXT) IS NULL OR a.error_type = :error)
  AND (r.job IS NOT NULL OR x.job IS NOT NULL OR w.job IS NOT NULL OR d.job IS NOT NULL)
ORDER BY j.id
