-- What does not run any more of these; where it took slots, the next claim is to free them.
INSERT INTO ${system}_limit_ended (topic, job, fence)
SELECT s.topic, s.job, s.fence FROM ${system}_limit_slot s
WHERE s.topic = :topic AND s.job IN (SELECT value FROM json_each(:jobs))
  AND NOT EXISTS (SELECT 1 FROM ${system}_running r WHERE r.job = s.job AND r.fence = s.fence)
ON CONFLICT (topic, job, fence) DO NOTHING
