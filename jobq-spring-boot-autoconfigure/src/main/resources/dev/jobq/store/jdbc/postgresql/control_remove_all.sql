DELETE FROM ${system}_topic_control WHERE topic = :topic AND setting = :setting RETURNING value
