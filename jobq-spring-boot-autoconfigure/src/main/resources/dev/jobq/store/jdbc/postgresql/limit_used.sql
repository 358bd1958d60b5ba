-- As limit_reap and then limit_slots or limit_key_slots, without a change.
SELECT count(*) FROM ${system}_limit_slot s
WHERE s.topic = :topic AND (CAST(:key AS TEXT) IS NULL OR s.key = :key)
  AND EXISTS (SELECT 1 FROM ${system}_running r WHERE r.job = s.job AND r.fence = s.fence)
