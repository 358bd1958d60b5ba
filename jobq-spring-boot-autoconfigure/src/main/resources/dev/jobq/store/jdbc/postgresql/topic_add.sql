INSERT INTO ${system}_topic (name, created_at) VALUES (:name, :now) ON CONFLICT (name) DO NOTHING
