SELECT topic, type, rank, run_at, created_at, line FROM ${system}_job WHERE id = :job
