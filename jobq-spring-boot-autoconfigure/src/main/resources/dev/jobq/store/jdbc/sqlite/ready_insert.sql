INSERT INTO ${system}_ready (topic, rank, run_at, job) VALUES (:topic, :rank, :runAt, :job)
