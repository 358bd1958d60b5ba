-- What is there, and the credits gone that are in it already: in one statement, so that both are as of one moment.
WITH folded AS (DELETE FROM ${system}_room_credit WHERE topic = :topic)
SELECT (SELECT count(*) FROM ${system}_ready WHERE topic = :topic)
     + (SELECT count(*) FROM ${system}_waiting WHERE topic = :topic AND status <> 0)
     + (SELECT count(*) FROM ${system}_running WHERE topic = :topic)
