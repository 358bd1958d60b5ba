DELETE FROM ${system}_limit WHERE topic = :topic
