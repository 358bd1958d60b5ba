-- Of these jobs, those that are selected.
SELECT j.id, CASE WHEN r.job IS NOT NULL THEN 3 WHEN x.job IS NOT NULL THEN 4 + x.launched
                 ELSE coalesce(w.status, d.status) END AS status
FROM ${system}_job j
LEFT JOIN LATERAL (
  SELECT job, fence
  FROM ${system}_ready WHERE topic = j.topic AND rank = j.rank AND run_at = ANY (ARRAY[j.run_at, j.created_at])
    AND job = j.id OFFSET 0) r ON TRUE
LEFT JOIN LATERAL (SELECT job, launched, fence FROM ${system}_running WHERE job = j.id OFFSET 0) x ON TRUE
LEFT JOIN LATERAL (SELECT job, status, fence FROM ${system}_waiting WHERE job = j.id OFFSET 0) w ON TRUE
LEFT JOIN LATERAL (SELECT job, status, fence FROM ${system}_done WHERE job = j.id OFFSET 0) d ON TRUE
LEFT JOIN LATERAL (
  SELECT error_type FROM ${system}_attempt
  WHERE job = j.id AND fence = coalesce(r.fence, w.fence, d.fence, x.fence - 1) OFFSET 0) a ON TRUE
WHERE j.id = ANY (ARRAY(SELECT value::int8 FROM json_array_elements_text(:ids::json)))
  AND (CAST(:topic AS TEXT) IS NULL OR j.topic = :topic) AND (CAST(:type AS TEXT) IS NULL OR j.type = :type)
  AND (:status < 0 OR CASE WHEN r.job IS NOT NULL THEN 3 WHEN x.job IS NOT NULL THEN 4 + x.launched
                      ELSE coalesce(w.status, d.status) END = :status)
  AND (CAST(:before AS BIGINT) IS NULL OR j.created_at < :before)
  AND (CAST(:since AS BIGINT) IS NULL OR j.created_at >= :since)
  AND (CAST(:error AS TEXT) IS NULL OR a.error_type = :error)
  AND (r.job IS NOT NULL OR x.job IS NOT NULL OR w.job IS NOT NULL OR d.job IS NOT NULL)
ORDER BY j.id
