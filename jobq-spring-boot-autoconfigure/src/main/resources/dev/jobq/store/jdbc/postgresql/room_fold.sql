-- Adds up credits of topics whose row nobody holds; without it they would grow as long as nobody enqueues. A row that changed
-- after this statement began is read anew when it is written, and credits that somebody else has added up are not returned.
WITH free AS MATERIALIZED (
  SELECT topic FROM ${system}_room r
  WHERE (SELECT 1 FROM ${system}_room_credit c WHERE c.topic = r.topic LIMIT 1) IS NOT NULL
  FOR UPDATE SKIP LOCKED
), folded AS (
  DELETE FROM ${system}_room_credit WHERE ctid = ANY (ARRAY(
    SELECT c.ctid FROM free CROSS JOIN LATERAL (
      SELECT ctid FROM ${system}_room_credit WHERE topic = free.topic OFFSET 0) c
    LIMIT :limit))
  RETURNING topic, change
)
UPDATE ${system}_room r SET queued = r.queued + sums.change
FROM (SELECT topic, sum(change) AS change FROM folded GROUP BY topic) AS sums
WHERE r.topic = sums.topic
