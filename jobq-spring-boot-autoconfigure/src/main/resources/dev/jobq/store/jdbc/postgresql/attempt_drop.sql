DELETE FROM ${system}_attempt WHERE job = :job
