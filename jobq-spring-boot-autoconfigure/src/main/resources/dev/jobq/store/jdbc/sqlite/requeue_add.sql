INSERT INTO ${system}_requeue (job, origin) VALUES (:job, :origin)
