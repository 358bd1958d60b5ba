SELECT status FROM ${system}_waiting WHERE job = :job
