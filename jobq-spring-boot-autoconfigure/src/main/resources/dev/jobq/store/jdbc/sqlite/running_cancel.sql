UPDATE ${system}_running SET cancel = 1 WHERE job = :job
RETURNING CASE launched WHEN 0 THEN 4 ELSE 5 END
