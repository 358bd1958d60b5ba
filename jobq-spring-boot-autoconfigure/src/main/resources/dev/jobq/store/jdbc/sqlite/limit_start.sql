INSERT INTO ${system}_limit_start (topic, key, at, started) VALUES (:topic, :key, :at, :started)
ON CONFLICT (topic, key, at) DO UPDATE SET started = ${system}_limit_start.started + excluded.started
