UPDATE ${system}_job SET run_at = :runAt WHERE id = :job
