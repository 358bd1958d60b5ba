-- Only topics that were told something.
SELECT t.name, t.job_order, t.max_queued, t.limits, c.value, CASE WHEN l.topic IS NULL THEN 0 ELSE 1 END, q.value, q.version
FROM ${system}_topic t
LEFT JOIN ${system}_topic_control c ON c.topic = t.name AND c.worker = '' AND c.setting = 'limits'
LEFT JOIN ${system}_topic_control q ON q.topic = t.name AND q.worker = '' AND q.setting = 'max-queued'
LEFT JOIN ${system}_limit l ON l.topic = t.name
WHERE t.job_order IS NOT NULL OR t.max_queued IS NOT NULL OR t.limits IS NOT NULL OR c.topic IS NOT NULL OR l.topic IS NOT NULL
  OR q.topic IS NOT NULL
