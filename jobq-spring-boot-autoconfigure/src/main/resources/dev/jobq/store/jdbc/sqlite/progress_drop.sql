DELETE FROM ${system}_progress WHERE job = :job
