SELECT (SELECT count(*) FROM ${system}_ready WHERE topic = :topic)
     + (SELECT count(*) FROM ${system}_waiting WHERE topic = :topic AND status <> 0)
     + (SELECT count(*) FROM ${system}_running WHERE topic = :topic)
