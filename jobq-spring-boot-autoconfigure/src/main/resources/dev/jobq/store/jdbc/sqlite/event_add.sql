INSERT INTO ${system}_event (job, worker, at, type, from_status, to_status, data)
VALUES (:job, :worker, :now, :type, :from, :to, :data)
