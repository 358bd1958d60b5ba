-- Attempts that are not running any more, whatever became of them, and whether or not somebody noted it.
DELETE FROM ${system}_limit_slot
WHERE topic = :topic AND NOT EXISTS (
  SELECT 1 FROM ${system}_running r WHERE r.job = ${system}_limit_slot.job AND r.fence = ${system}_limit_slot.fence)
RETURNING key
