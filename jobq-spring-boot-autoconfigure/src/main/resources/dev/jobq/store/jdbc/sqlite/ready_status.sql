SELECT 1 FROM ${system}_ready WHERE topic = :topic AND rank = :rank AND run_at IN (:runAt, :createdAt) AND job = :job
