SELECT 1 FROM ${system}_fire WHERE schedule = :schedule AND fire_at = :fireAt AND manual = :manual
