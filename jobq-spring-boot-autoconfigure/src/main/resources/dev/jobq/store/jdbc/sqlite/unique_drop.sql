DELETE FROM ${system}_unique WHERE job = :job
