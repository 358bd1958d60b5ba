SELECT count(*) FROM (SELECT 1 FROM ${system}_limit_slot WHERE topic = :topic LIMIT :max) AS counted
