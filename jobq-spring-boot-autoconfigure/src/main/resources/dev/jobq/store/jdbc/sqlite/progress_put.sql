INSERT INTO ${system}_progress (job, at, data) VALUES (:job, :now, :data)
ON CONFLICT (job) DO UPDATE SET at = excluded.at, data = excluded.data
