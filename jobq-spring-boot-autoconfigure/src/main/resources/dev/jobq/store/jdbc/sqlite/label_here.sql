UPDATE ${system}_label SET aside = 0 WHERE job = :job
