SELECT 1 FROM ${system}_running WHERE job = :job AND fence = :fence
