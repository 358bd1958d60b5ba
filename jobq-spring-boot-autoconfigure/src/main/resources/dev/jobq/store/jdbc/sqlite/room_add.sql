INSERT INTO ${system}_room (topic, queued) VALUES (:topic, 0) ON CONFLICT (topic) DO NOTHING
