-- After the lock: what others committed before is seen, and no time is older than theirs.
SELECT l.seen, l.since, l.started, t.limits,
       (SELECT c.value FROM ${system}_topic_control c WHERE c.topic = l.topic AND c.worker = '' AND c.setting = 'limits') AS said, :now AS at,
       CASE WHEN EXISTS (SELECT 1 FROM ${system}_limit_key k WHERE k.topic = l.topic) THEN 1 ELSE 0 END AS blocked, l.swept
FROM ${system}_limit l LEFT JOIN ${system}_topic t ON t.name = l.topic
WHERE l.topic = :topic
