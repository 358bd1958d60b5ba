SELECT at, type, from_status, to_status, data FROM ${system}_event WHERE job = :job ORDER BY id
