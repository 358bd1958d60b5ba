SELECT status FROM ${system}_done WHERE job = :job
