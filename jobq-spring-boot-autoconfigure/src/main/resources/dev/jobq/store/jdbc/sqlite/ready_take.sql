DELETE FROM ${system}_ready WHERE topic = :topic AND rank = :rank AND run_at IN (:runAt, :createdAt) AND job = :job
RETURNING 3, coalesce(attempt, 0), coalesce(crashes, 0), coalesce(fence, 0), NULL
