UPDATE ${system}_job SET run_at = :now WHERE id = :job
