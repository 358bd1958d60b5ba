-- Only what nobody else folds at the same time.
WITH taken AS (
  DELETE FROM ${system}_depth_change
  WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${system}_depth_change LIMIT :limit FOR UPDATE SKIP LOCKED))
  RETURNING topic, status, change
)
INSERT INTO ${system}_depth AS d (topic, status, value)
SELECT topic, status, sum(change) FROM taken GROUP BY topic, status ORDER BY topic, status
ON CONFLICT (topic, status) DO UPDATE SET value = d.value + excluded.value
