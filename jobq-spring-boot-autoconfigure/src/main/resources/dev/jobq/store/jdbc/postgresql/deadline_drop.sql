DELETE FROM ${system}_deadline WHERE job = :job
