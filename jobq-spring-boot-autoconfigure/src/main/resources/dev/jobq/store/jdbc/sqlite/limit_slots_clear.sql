DELETE FROM ${system}_limit_slot WHERE topic = :topic
