INSERT INTO ${system}_limit (topic) VALUES (:topic) ON CONFLICT (topic) DO NOTHING
