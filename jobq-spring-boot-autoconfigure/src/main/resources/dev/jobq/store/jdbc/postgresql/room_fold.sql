-- Only whoever has locked the topic's row gets here, so nobody waits for anybody.
WITH folded AS (DELETE FROM ${system}_room_credit WHERE topic = :topic RETURNING change)
SELECT coalesce(sum(change), 0) FROM folded
