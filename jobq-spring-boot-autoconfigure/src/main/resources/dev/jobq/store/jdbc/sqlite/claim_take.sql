DELETE FROM ${system}_ready WHERE topic = :topic AND (rank, run_at, job) <= (:rank, :runAt, :job)
