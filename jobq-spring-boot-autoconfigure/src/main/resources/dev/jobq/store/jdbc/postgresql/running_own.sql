SELECT job FROM ${system}_running WHERE job = :job FOR UPDATE
