UPDATE ${system}_running SET cancel = 1 WHERE job = :job
