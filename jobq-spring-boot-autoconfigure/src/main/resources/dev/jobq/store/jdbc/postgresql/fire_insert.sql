INSERT INTO ${system}_fire (schedule, fire_at, manual, job, fired_at) VALUES (:schedule, :fireAt, :manual, :job, :firedAt)
ON CONFLICT DO NOTHING
