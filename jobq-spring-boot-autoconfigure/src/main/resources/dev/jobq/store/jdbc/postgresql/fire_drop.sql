DELETE FROM ${system}_fire WHERE job = :job
