SELECT count(*) FROM (SELECT 1 FROM ${system}_limit_key WHERE topic = :topic LIMIT 1000) AS counted
