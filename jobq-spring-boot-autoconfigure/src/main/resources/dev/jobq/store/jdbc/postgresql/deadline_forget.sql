-- A passed one: somebody wants the job to run all the same.
UPDATE ${system}_job SET deadline = NULL WHERE id = :job AND deadline <= :now
