-- What was claimed by nodes that did not know of the limit yet.
INSERT INTO ${system}_limit_slot (topic, job, fence, key)
SELECT r.topic, r.job, r.fence, coalesce((SELECT j.key FROM ${system}_job j WHERE j.id = r.job), '')
FROM ${system}_running r
WHERE r.topic = :topic AND NOT EXISTS (SELECT 1 FROM ${system}_limit_slot s WHERE s.topic = r.topic AND s.job = r.job)
