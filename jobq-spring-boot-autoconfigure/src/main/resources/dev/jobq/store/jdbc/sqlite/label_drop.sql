DELETE FROM ${system}_label WHERE job = :job
