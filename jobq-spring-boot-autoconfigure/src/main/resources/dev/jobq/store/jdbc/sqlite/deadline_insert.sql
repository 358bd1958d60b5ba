INSERT INTO ${system}_deadline (job, at) VALUES (:job, :at)
