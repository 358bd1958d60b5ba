UPDATE ${system}_running SET launched = 1 WHERE job = :job AND fence = :fence AND launched = 0
