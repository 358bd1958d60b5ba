DELETE FROM ${system}_active_key WHERE topic = :topic AND line = :line
