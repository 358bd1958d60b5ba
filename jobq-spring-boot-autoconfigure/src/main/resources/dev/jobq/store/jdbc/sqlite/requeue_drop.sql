DELETE FROM ${system}_requeue WHERE job = :job
