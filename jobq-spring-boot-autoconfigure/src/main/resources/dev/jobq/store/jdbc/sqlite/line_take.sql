-- Makes a line's head of whoever comes first.
INSERT INTO ${system}_active_key (topic, line) VALUES (:topic, :line) ON CONFLICT (topic, line) DO NOTHING
