DELETE FROM ${system}_ready WHERE topic = :topic AND rank = :rank AND run_at = :runAt AND job = :job
RETURNING 3, coalesce(attempt, 0), coalesce(crashes, 0), coalesce(fence, 0)
