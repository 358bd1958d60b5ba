UPDATE ${system}_job SET deadline = :at WHERE id = :job
