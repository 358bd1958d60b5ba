SELECT topic, type, rank, run_at, created_at FROM ${system}_job WHERE id = :job
