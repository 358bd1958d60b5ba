DELETE FROM ${system}_event WHERE job = :job
