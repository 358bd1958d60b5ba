DELETE FROM ${system}_topic_control WHERE topic = :topic AND worker = :worker AND setting = :setting RETURNING value
