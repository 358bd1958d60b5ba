-- The writer is alone as it is; the topic is bound for the sake of PostgreSQL.
SELECT 1 WHERE :topic IS NOT NULL
