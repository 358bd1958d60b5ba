INSERT INTO ${system}_limit_key (topic, key, check_at) VALUES (:topic, :key, :checkAt)
ON CONFLICT (topic, key) DO UPDATE SET check_at = excluded.check_at
