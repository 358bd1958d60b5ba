SELECT schedule, fire_at, manual, job, fired_at FROM ${system}_fire WHERE job = :job
